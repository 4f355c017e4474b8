package io.attune.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one workflow with its tasks",
        footer = {
            "",
            "Examples:",
            "  attune workflow show ops.restart",
            "  attune workflow show ops.restart --graph",
            "  attune workflow show ops.restart --mermaid > restart.mmd"
        })
final class WorkflowShow extends AttuneCommand {
    static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Description", "description"),
            Column.of("Version", "version"),
            Column.of("Tags", "tags"),
            Column.time("Updated", "updated"));

    private static final List<Column> TASKS = List.of(
            Column.of("#", "number"),
            Column.of("Name", "name"),
            Column.of("Action", "action"),
            Column.of("Transitions", "transitions"));

    @Parameters(paramLabel = "WORKFLOW", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String workflow;

    @Option(names = "--graph", description = "the graph as text")
    boolean graph;

    @Option(names = "--mermaid", description = "the graph as a Mermaid diagram")
    boolean mermaid;

    @Override
    protected ExitCode run(Call call) {
        JsonNode found = call.client().get(References.path(call, "/workflows", workflow));
        var tasks = new TaskGraph(found.path("definition"));
        if (mermaid) {
            call.output().print(tasks.mermaid());
        } else if (graph) {
            call.output().print(tasks.text());
        } else {
            call.output().object(found, DETAIL, "ref");
            call.output().section("Tasks", tasks.rows(), TASKS);
        }
        return ExitCode.SUCCESS;
    }
}
