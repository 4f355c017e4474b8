package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.json.Nodes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** When the runs of tasks waited and ran, as bars of text. An execution that is no workflow has one bar. */
final class Gantt {
    private static final int WIDTH = 48;

    /** Of more runs of one task one bar stands for all. */
    private static final int UNFOLDED = 10;

    /** One run. Missing ends are those of what still goes on. */
    private static final class Bar {
        final String label;
        final String task;
        final Instant created;

        @Nullable
        Instant started;

        @Nullable
        Instant ended;

        String status = "requested";
        final ObjectNode json = Nodes.object();

        Bar(String label, String task, Instant created) {
            this.label = label;
            this.task = task;
            this.created = created;
        }
    }

    private final List<Bar> bars;
    private final Instant from;
    private final Instant to;

    private Gantt(List<Bar> bars, Instant from, Instant to) {
        this.bars = bars;
        this.from = from;
        this.to = to.isAfter(from) ? to : from.plusMillis(1);
    }

    /** @param now where bars end that have no end yet */
    static Gantt of(JsonNode execution, List<JsonNode> entries, Instant now) {
        Map<Long, Bar> runs = new LinkedHashMap<>();
        Bar own = new Bar(
                execution.path("action_ref").asText(),
                "",
                Instant.parse(execution.path("created").asText()));
        own.status = execution.path("status").asText();
        for (JsonNode entry : entries) {
            Instant at = Instant.parse(entry.path("at").asText());
            switch (entry.path("kind").asText()) {
                case "task_created" -> runs.put(entry.path("execution").asLong(), created(entry, at));
                case "task_started" -> {
                    Bar bar = runs.get(entry.path("execution").asLong());
                    if (bar != null) {
                        bar.started = at;
                        bar.status = "running";
                    }
                }
                case "task_ended" -> {
                    Bar bar = runs.get(entry.path("execution").asLong());
                    if (bar != null) {
                        bar.ended = at;
                        bar.status = entry.path("status").asText();
                    }
                }
                case "started" -> own.started = at;
                case "completed", "failed", "cancelled", "timed_out", "abandoned" -> own.ended = at;
                default -> {
                    // It has no length.
                }
            }
        }
        List<Bar> bars = new ArrayList<>(List.of(own));
        bars.addAll(runs.values());
        Instant last = bars.stream()
                .map(bar -> bar.ended == null ? now : bar.ended)
                .max(Instant::compareTo)
                .orElse(now);
        return new Gantt(bars, own.created, last);
    }

    private static Bar created(JsonNode entry, Instant at) {
        String task = entry.path("task").asText();
        String label = task
                + (entry.hasNonNull("item") ? "[" + entry.path("item").asInt() + "]" : "")
                + (entry.path("iteration").asInt(1) > 1
                        ? " round " + entry.path("iteration").asInt()
                        : "")
                + (entry.path("attempt").asInt() > 0
                        ? " retry " + entry.path("attempt").asInt()
                        : "");
        Bar bar = new Bar(label, task, at);
        for (String field : List.of("task", "item", "iteration", "attempt", "execution")) {
            if (entry.hasNonNull(field)) {
                bar.json.set(field, entry.get(field));
            }
        }
        return bar;
    }

    /** One object per run of a task; for an execution that is no workflow its own. */
    ArrayNode json() {
        ArrayNode list = Nodes.array();
        for (Bar bar : bars.size() == 1 ? bars : bars.subList(1, bars.size())) {
            ObjectNode json = bar.json.deepCopy().put("status", bar.status).put("created", bar.created.toString());
            put(json, "started_at", bar.started);
            put(json, "ended_at", bar.ended);
            list.add(json);
        }
        return list;
    }

    private static void put(ObjectNode json, String field, @Nullable Instant time) {
        if (time != null) {
            json.put(field, time.toString());
        }
    }

    String text() {
        Map<String, List<Bar>> byTask = new LinkedHashMap<>();
        bars.forEach(
                bar -> byTask.computeIfAbsent(bar.task, _ -> new ArrayList<>()).add(bar));
        List<String[]> rows = byTask.values().stream()
                .flatMap(runs -> (runs.size() > UNFOLDED ? List.of(folded(runs)) : runs).stream())
                .map(bar -> new String[] {bar.label, drawn(bar), ending(bar)})
                .toList();
        int label = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
        var text = new StringBuilder();
        for (String[] row : rows) {
            text.append(row[0])
                    .append(" ".repeat(label - row[0].length()))
                    .append(" │")
                    .append(row[1])
                    .append("│ ")
                    .append(row[2])
                    .append('\n');
        }
        return text.append(" ".repeat(label))
                .append("  ░ waits  █ runs  ")
                .append(length(from, to))
                .append(" in all\n")
                .toString();
    }

    private Bar folded(Collection<Bar> runs) {
        Bar first = runs.iterator().next();
        Bar all = new Bar(first.task + " ×" + runs.size(), first.task, first.created);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Bar run : runs) {
            counts.merge(run.status, 1, Integer::sum);
            if (run.started != null && (all.started == null || run.started.isBefore(all.started))) {
                all.started = run.started;
            }
            Instant end = run.ended == null ? to : run.ended;
            all.ended = all.ended == null || end.isAfter(all.ended) ? end : all.ended;
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((status, count) -> parts.add(count + " " + status));
        all.status = String.join(", ", parts);
        return all;
    }

    private String drawn(Bar bar) {
        int created = column(bar.created);
        int ended = Math.max(created + 1, column(bar.ended == null ? to : bar.ended));
        int started = bar.started == null ? ended : Math.min(ended - 1, column(bar.started));
        return " ".repeat(created)
                + "░".repeat(Math.max(0, started - created))
                + "█".repeat(ended - Math.max(created, started))
                + " ".repeat(Math.max(0, WIDTH - ended));
    }

    private int column(Instant time) {
        double part = (double) Duration.between(from, time).toNanos()
                / Duration.between(from, to).toNanos();
        return (int) Math.round(Math.clamp(part, 0, 1) * (WIDTH - 1)) + (part >= 1 ? 1 : 0);
    }

    private String ending(Bar bar) {
        return bar.status + (bar.started == null ? "" : ", " + length(bar.started, bar.ended == null ? to : bar.ended));
    }

    private static String length(Instant from, Instant to) {
        long millis = Math.max(0, Duration.between(from, to).toMillis());
        return millis < 10_000 ? millis + " ms" : millis / 1000 + " s";
    }
}
