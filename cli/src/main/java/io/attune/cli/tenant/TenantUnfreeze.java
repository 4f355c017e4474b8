package io.attune.cli.tenant;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "unfreeze",
        description = "let the identities of a tenant in again; operators only",
        footer = {"", "Example: attune tenant unfreeze ops"})
final class TenantUnfreeze extends AttuneCommand {
    @Parameters(paramLabel = "TENANT", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String tenant;

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object().put("frozen", false);
        call.output().object(call.client().send("PUT", Tenants.path(tenant), change), Tenants.COLUMNS, "ref");
        return ExitCode.SUCCESS;
    }
}
