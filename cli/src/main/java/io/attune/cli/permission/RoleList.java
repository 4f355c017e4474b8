package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "roles with their permission sets and the identities that have them",
        footer = {"", "Example: attune role list"})
final class RoleList extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        call.output()
                .list(
                        Roles.all(call),
                        Roles.COLUMNS,
                        "role",
                        "No roles. Make one: attune role bind ROLE SET",
                        Nodes.object());
        return ExitCode.SUCCESS;
    }
}
