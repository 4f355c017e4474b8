package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "bind",
        description = "give all who have a role a permission set; same as 'permission grant SET --role ROLE'",
        footer = {"", "Example: attune role bind on-call core.executor"})
final class RoleBind extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "ROLE", description = "role label")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String role;

    @Parameters(index = "1", paramLabel = "SET", description = "ref or id of the permission set")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String set;

    @Override
    protected ExitCode run(Call call) {
        Roles.bind(call, role, set);
        return ExitCode.SUCCESS;
    }
}
