package io.attune.cli.workflow;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        aliases = "rm",
        description = "delete a workflow with its action",
        footer = {"", "Example: attune workflow delete ops.restart --yes"})
final class WorkflowDelete extends AttuneCommand {
    @Parameters(paramLabel = "WORKFLOW", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String workflow;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String ref = References.ref(call, "/workflows", workflow);
        call.confirm("Delete workflow '" + ref + "'?", yes);
        call.client().send("DELETE", "/workflows/" + Query.segment(ref), null);
        call.output().done("Workflow '" + ref + "' is deleted.");
        return ExitCode.SUCCESS;
    }
}
