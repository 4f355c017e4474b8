package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one role with its permission sets and the identities that have it",
        footer = {"", "Example: attune role show on-call"})
final class RoleShow extends AttuneCommand {
    @Parameters(paramLabel = "ROLE", description = "role label")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String role;

    @Override
    protected ExitCode run(Call call) {
        var found = Roles.all(call).stream()
                .filter(candidate -> Nodes.text(candidate, "role").equals(role))
                .findFirst()
                .orElseThrow(() ->
                        Failure.of(ExitCode.NOT_FOUND, "Nothing knows the role '" + role + "'", "attune role list"));
        call.output().object(found, Roles.COLUMNS, "role");
        return ExitCode.SUCCESS;
    }
}
