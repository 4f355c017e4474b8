package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "unbind",
        description = "take a permission set from a role",
        footer = {"", "Example: attune role unbind on-call core.executor"})
final class RoleUnbind extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "ROLE", description = "role label")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String role;

    @Parameters(index = "1", paramLabel = "SET", description = "ref or id of the permission set")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String set;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        long binding = PermissionSets.find(call, set)
                .path("roles")
                .valueStream()
                .filter(bound -> Nodes.text(bound, "role").equals(role))
                .findFirst()
                .orElseThrow(() -> Failure.of(
                        ExitCode.NOT_FOUND,
                        "The role '" + role + "' is not bound to '" + set + "'",
                        "attune permission set show " + set))
                .path("id")
                .asLong();
        call.confirm("Take '" + set + "' from all who have the role '" + role + "'?", yes);
        call.client().send("DELETE", "/permissions/sets/roles/" + binding, null);
        call.output().done("The role '" + role + "' no longer holds '" + set + "'.");
        return ExitCode.SUCCESS;
    }
}
