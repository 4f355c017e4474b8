package io.attune.cli.tenant;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "update",
        description = "change a tenant's label; operators only",
        footer = {"", "Example: attune tenant update ops --label 'Operations Europe'"})
final class TenantUpdate extends AttuneCommand {
    @Parameters(paramLabel = "TENANT", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String tenant;

    @Option(
            names = {"-l", "--label"},
            required = true,
            paramLabel = "TEXT",
            description = "new title")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String label;

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object().put("label", label);
        call.output().object(call.client().send("PUT", Tenants.path(tenant), change), Tenants.COLUMNS, "ref");
        return ExitCode.SUCCESS;
    }
}
