package io.attune.cli.tenant;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "freeze",
        description = "block all identities of a tenant; operators only",
        footer = {"", "Example: attune tenant freeze ops --yes"})
final class TenantFreeze extends AttuneCommand {
    @Parameters(paramLabel = "TENANT", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String tenant;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        call.confirm("Block everybody in tenant '" + tenant + "'?", yes);
        var change = Nodes.object().put("frozen", true);
        call.output().object(call.client().send("PUT", Tenants.path(tenant), change), Tenants.COLUMNS, "ref");
        return ExitCode.SUCCESS;
    }
}
