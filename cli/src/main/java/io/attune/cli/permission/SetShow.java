package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one permission set with its grants",
        footer = {"", "Example: attune permission set show core.editor"})
final class SetShow extends AttuneCommand {
    @Parameters(paramLabel = "SET", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String set;

    @Override
    protected ExitCode run(Call call) {
        PermissionSets.show(call, PermissionSets.find(call, set));
        return ExitCode.SUCCESS;
    }
}
