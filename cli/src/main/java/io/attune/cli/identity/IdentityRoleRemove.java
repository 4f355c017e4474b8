package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        aliases = "rm",
        description = "take a role from an identity",
        footer = {"", "Example: attune identity role remove ada on-call"})
final class IdentityRoleRemove extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Parameters(index = "1", paramLabel = "ROLE", description = "role label")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String role;

    @Override
    protected ExitCode run(Call call) {
        long assignment = call.client()
                .get(Identities.path(call, identity))
                .path("roles")
                .valueStream()
                .filter(held -> Nodes.text(held, "role").equals(role))
                .findFirst()
                .orElseThrow(() -> Failure.of(
                        ExitCode.NOT_FOUND,
                        "Identity '" + identity + "' does not have the role '" + role + "'",
                        "attune identity show " + identity))
                .path("id")
                .asLong();
        call.client().send("DELETE", "/identities/roles/" + assignment, null);
        call.output().done("Identity '" + identity + "' no longer has the role '" + role + "'.");
        return ExitCode.SUCCESS;
    }
}
