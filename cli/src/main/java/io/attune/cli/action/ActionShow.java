package io.attune.cli.action;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one action with its parameters",
        footer = {"", "Example: attune action show core.echo"})
final class ActionShow extends AttuneCommand {
    @Parameters(paramLabel = "ACTION", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Override
    protected ExitCode run(Call call) {
        ActionColumns.show(call, call.client().get(References.path(call, "/actions", action)));
        return ExitCode.SUCCESS;
    }
}
