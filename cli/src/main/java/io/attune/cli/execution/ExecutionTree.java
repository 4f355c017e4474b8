package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tree",
        description = "a workflow with everything below it",
        footer = {"", "Example: attune execution tree 42 --depth 2"})
final class ExecutionTree extends AttuneCommand {
    private static final int PAGE = 1000;

    /** Of more children of one task only their numbers are shown. */
    private static final int UNFOLDED = 10;

    private static final Set<String> FAILED = Set.of("failed", "timeout", "abandoned");

    @Parameters(paramLabel = "ID", description = "id, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Option(names = "--depth", paramLabel = "N", defaultValue = "20", description = "levels below it (default 20)")
    int depth;

    @Option(names = "--failed", description = "only what failed, and what leads to it")
    boolean failed;

    @Override
    protected ExitCode run(Call call) {
        JsonNode root = call.client().get("/executions/" + References.execution(call, id));
        boolean table = call.output().format() == Format.TABLE || call.output().format() == Format.WIDE;
        // What failed may be among what would be folded.
        ObjectNode tree = tree(call, root, depth, table && !failed);
        if (failed) {
            leaveOutWhatWentWell(tree);
        }
        if (table) {
            var text = new StringBuilder();
            write(text, tree, "");
            call.output().print(text.toString().stripTrailing() + "\n");
        } else {
            call.output().document(tree);
        }
        return ExitCode.SUCCESS;
    }

    /** @param folds whether of a task with many children none is shown, so that nobody needs to ask what is below them */
    private static ObjectNode tree(Call call, JsonNode execution, int levels, boolean folds) {
        var node = Nodes.object();
        for (String field : List.of("id", "action_ref", "status", "started_at", "updated", "workflow_task")) {
            if (execution.hasNonNull(field)) {
                node.set(field, execution.get(field));
            }
        }
        if (levels > 0) {
            var children = node.putArray("children");
            if (execution.path("has_children").asBoolean(true)) {
                List<JsonNode> found = children(call, execution.path("id").asLong());
                var byTask = byTask(found);
                for (JsonNode child : found) {
                    String task = task(child);
                    int below = folds && isFolded(task, byTask.getOrDefault(task, List.of())) ? 0 : levels - 1;
                    children.add(tree(call, child, below, folds));
                }
            }
        }
        return node;
    }

    /** @return whether something in the tree failed */
    private static boolean leaveOutWhatWentWell(JsonNode tree) {
        boolean failedBelow = false;
        for (var children = tree.path("children").iterator(); children.hasNext(); ) {
            if (leaveOutWhatWentWell(children.next())) {
                failedBelow = true;
            } else {
                children.remove();
            }
        }
        return failedBelow || FAILED.contains(tree.path("status").asText());
    }

    /** In the order of their first ones. */
    private static Map<String, List<JsonNode>> byTask(Iterable<JsonNode> children) {
        Map<String, List<JsonNode>> byTask = new LinkedHashMap<>();
        for (JsonNode child : children) {
            byTask.computeIfAbsent(task(child), _ -> new ArrayList<>()).add(child);
        }
        return byTask;
    }

    /** Empty for what is no run of a task. */
    private static String task(JsonNode child) {
        return child.path("workflow_task").path("task_name").asText("");
    }

    private static boolean isFolded(String task, List<JsonNode> children) {
        return children.size() > UNFOLDED && !task.isEmpty();
    }

    /** The oldest first. */
    private static List<JsonNode> children(Call call, long parent) {
        return new Paging(0, 1, PAGE, false)
                .read(
                        call.client(),
                        "/executions",
                        Query.none().with("parent", Long.toString(parent)),
                        Paging.Dialect.PER_PAGE,
                        _ -> true)
                .items()
                .reversed();
    }

    private static void write(StringBuilder text, JsonNode node, String indent) {
        text.append(indent).append(line(node)).append('\n');
        byTask(node.path("children")).forEach((task, children) -> {
            if (isFolded(task, children)) {
                text.append(indent).append("  ").append(folded(task, children)).append('\n');
            } else {
                children.forEach(child -> write(text, child, indent + "  "));
            }
        });
    }

    private static String line(JsonNode node) {
        JsonNode task = node.path("workflow_task");
        var line = new StringBuilder();
        if (task.hasNonNull("task_name")) {
            line.append(task.path("task_name").asText());
            if (task.hasNonNull("task_index")) {
                line.append('[').append(task.path("task_index").asInt()).append(']');
            }
            line.append(": ");
        }
        line.append(node.path("action_ref").asText())
                .append(" #")
                .append(node.path("id").asLong())
                .append(' ')
                .append(node.path("status").asText());
        if (task.path("retry_count").asInt() > 0) {
            line.append(", retry ").append(task.path("retry_count").asInt());
        }
        if (task.hasNonNull("reused_from")) {
            line.append(", kept from #").append(task.path("reused_from").asLong());
        }
        if (task.hasNonNull("duration_ms")) {
            line.append(", ").append(task.path("duration_ms").asLong()).append(" ms");
        }
        return line.toString();
    }

    private static String folded(String task, List<JsonNode> children) {
        var counts = new TreeMap<String, Integer>();
        children.forEach(child -> counts.merge(child.path("status").asText(), 1, Integer::sum));
        List<String> parts = new ArrayList<>();
        counts.forEach((status, count) -> parts.add(count + " " + status));
        return task + ": " + String.join(", ", parts);
    }
}
