package io.attune.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The graph of a definition, to be looked at: tasks, and which lead to which. */
final class TaskGraph {
    private final Map<String, JsonNode> tasks = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    private record Edge(String from, String to, String when) {}

    TaskGraph(JsonNode definition) {
        add(definition.path("tasks"));
        tasks.forEach(this::addEdges);
    }

    /** A list, or in old samples a map of names. */
    private void add(JsonNode found) {
        if (found.isObject()) {
            found.properties().forEach(task -> add(task.getKey(), task.getValue()));
        } else {
            found.forEach(task -> add(task.path("name").asText(), task));
        }
    }

    private void add(String name, JsonNode task) {
        tasks.put(name, task);
        add(task.path("tasks"));
    }

    private void addEdges(String name, JsonNode task) {
        for (JsonNode transition : task.path("next")) {
            String when = transition.path("when").asText("");
            targets(transition.path("do")).forEach(target -> edges.add(new Edge(name, target, bare(when))));
        }
        parts(task.path("tasks")).forEach(part -> edges.add(new Edge(name, part, "")));
        if (task.path("next").isEmpty()) {
            addLegacy(name, task);
        }
    }

    /** What counts only where there is no {@code next} (workflows.md §5.3). */
    private void addLegacy(String name, JsonNode task) {
        addLegacy(name, task, "on_success", "succeeded()");
        addLegacy(name, task, "on_failure", "failed()");
        addLegacy(name, task, "on_timeout", "timed_out()");
        addLegacy(name, task, "on_complete", "");
        for (JsonNode branch : task.path("decision")) {
            edges.add(new Edge(
                    name, branch.path("next").asText(), bare(branch.path("when").asText(""))));
        }
    }

    private void addLegacy(String name, JsonNode task, String field, String when) {
        if (task.has(field)) {
            edges.add(new Edge(name, task.path(field).asText(), when));
        }
    }

    private static List<String> parts(JsonNode tasks) {
        List<String> names = new ArrayList<>();
        if (tasks.isObject()) {
            tasks.fieldNames().forEachRemaining(names::add);
        } else {
            tasks.forEach(task -> names.add(task.path("name").asText()));
        }
        return names;
    }

    private static List<String> targets(JsonNode value) {
        List<String> targets = new ArrayList<>();
        if (value.isTextual()) {
            targets.add(value.asText());
        }
        value.forEach(target -> targets.add(target.asText()));
        return targets;
    }

    private static String bare(String when) {
        String text = when.strip();
        return text.startsWith("{{") && text.endsWith("}}")
                ? text.substring(2, text.length() - 2).strip()
                : text;
    }

    /** One row per task, for a table. */
    List<JsonNode> rows() {
        List<JsonNode> rows = new ArrayList<>();
        tasks.forEach((name, task) -> rows.add(Nodes.object()
                .put("number", rows.size() + 1)
                .put("name", name)
                .put("action", task.path("action").asText(task.path("type").asText("")))
                .put("transitions", String.join("; ", arrows(name)))));
        return rows;
    }

    private List<String> arrows(String name) {
        return edges.stream()
                .filter(edge -> edge.from().equals(name))
                .map(edge -> (edge.when().isEmpty() ? "" : edge.when() + " ") + "→ " + edge.to())
                .toList();
    }

    /** Each task under one that leads to it; where it stands already, its name alone. */
    String text() {
        var text = new StringBuilder();
        Set<String> shown = new LinkedHashSet<>();
        List<String> targets = edges.stream().map(Edge::to).toList();
        tasks.keySet().stream()
                .filter(name -> !targets.contains(name))
                .forEach(name -> write(text, name, "", "", shown));
        tasks.keySet().stream().filter(name -> !shown.contains(name)).toList().forEach(name -> {
            if (!shown.contains(name)) {
                write(text, name, "", "", shown);
            }
        });
        return text.toString().stripTrailing();
    }

    private void write(StringBuilder text, String name, String indent, String when, Set<String> shown) {
        boolean again = !shown.add(name);
        JsonNode task = tasks.getOrDefault(name, Nodes.object());
        text.append(indent)
                .append(indent.isEmpty() ? "" : "→ ")
                .append(name)
                .append(
                        again
                                ? " …"
                                : " ("
                                        + task.path("action")
                                                .asText(task.path("type").asText("?")) + ")")
                .append(when.isEmpty() ? "" : "  when " + when)
                .append('\n');
        if (!again) {
            edges.stream()
                    .filter(edge -> edge.from().equals(name))
                    .forEach(edge -> write(text, edge.to(), indent + "  ", edge.when(), shown));
        }
    }

    String mermaid() {
        var text = new StringBuilder("flowchart TD\n");
        List<String> names = List.copyOf(tasks.keySet());
        tasks.forEach((name, task) -> text.append("    t")
                .append(names.indexOf(name))
                .append("[\"")
                .append(quoted(name))
                .append("<br/>")
                .append(quoted(task.path("action").asText(task.path("type").asText(""))))
                .append("\"]\n"));
        for (Edge edge : edges) {
            text.append("    t").append(names.indexOf(edge.from())).append(" -->");
            if (!edge.when().isEmpty()) {
                text.append("|\"").append(quoted(edge.when())).append("\"|");
            }
            text.append(" t").append(names.indexOf(edge.to())).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String quoted(String text) {
        return text.replace("\"", "#quot;");
    }
}
