package io.attune.cli.workflow;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
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

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String path = References.path(call, "/workflows", workflow);
        call.confirm("Delete workflow " + workflow + "?", yes);
        call.client().send("DELETE", path, null);
        call.output().done("Deleted workflow " + workflow);
        return ExitCode.SUCCESS;
    }
}
