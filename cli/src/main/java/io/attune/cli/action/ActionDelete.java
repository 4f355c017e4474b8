package io.attune.cli.action;

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
        description = "delete an action",
        footer = {"", "Example: attune action delete ops.restart --yes"})
final class ActionDelete extends AttuneCommand {
    @Parameters(paramLabel = "ACTION", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String ref = References.ref(call, "/actions", action);
        call.confirm("Delete action '" + ref + "'?", yes);
        call.client().send("DELETE", "/actions/" + Query.segment(ref), null);
        call.output().done("Action '" + ref + "' is deleted.");
        return ExitCode.SUCCESS;
    }
}
