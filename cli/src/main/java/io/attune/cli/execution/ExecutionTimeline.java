package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import io.attune.cli.render.Format;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "timeline",
        description = "what happened when: a bar for each task, and every step with its reason",
        footer = {"", "Examples:", "  attune execution timeline 42", "  attune execution timeline 42 --output json"})
final class ExecutionTimeline extends AttuneCommand {
    private static final int PAGE = 100;

    private static final List<Column> STEPS = List.of(
            Column.of("Time", "at"),
            Column.of("Task", "task"),
            Column.of("What", "kind"),
            Column.of("Reason", "reason"));

    @Parameters(paramLabel = "ID", description = "id, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Override
    protected ExitCode run(Call call) {
        long execution = References.execution(call, id);
        JsonNode root = call.client().get("/executions/" + execution);
        List<JsonNode> entries = entries(call, execution);
        var gantt = Gantt.of(root, entries, call.surroundings().clock().instant());
        Format format = call.output().format();
        if (format == Format.TABLE || format == Format.WIDE) {
            call.output().print(gantt.text());
            call.output().section("Steps", entries, STEPS);
        } else {
            var document = Nodes.object()
                    .put("id", execution)
                    .put("status", root.path("status").asText());
            document.set("tasks", gantt.json());
            document.set("entries", Nodes.array().addAll(entries));
            call.output().document(document);
        }
        return ExitCode.SUCCESS;
    }

    private static List<JsonNode> entries(Call call, long execution) {
        return new Paging(0, 1, PAGE, false)
                .read(
                        call.client(),
                        "/executions/" + execution + "/timeline",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true)
                .items();
    }
}
