package io.attune.cli.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        description = "give an identity a role",
        footer = {"", "Example: attune identity role add ada on-call"})
final class IdentityRoleAdd extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Parameters(index = "1", paramLabel = "ROLE", description = "role label")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String role;

    @Override
    protected ExitCode run(Call call) {
        JsonNode added = call.client()
                .send(
                        "POST",
                        Identities.path(call, identity) + "/roles",
                        Nodes.object().put("role", role));
        call.output()
                .object(
                        added,
                        List.of(
                                Column.of("ID", "id"),
                                Column.of("Identity", "identity_id"),
                                Column.of("Role", "role"),
                                Column.of("Source", "source")),
                        "id");
        return ExitCode.SUCCESS;
    }
}
