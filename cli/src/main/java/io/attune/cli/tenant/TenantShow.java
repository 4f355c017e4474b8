package io.attune.cli.tenant;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one tenant; everybody may see their own",
        footer = {"", "Example: attune tenant show ops"})
final class TenantShow extends AttuneCommand {
    @Parameters(arity = "0..1", paramLabel = "TENANT", description = "ref; your own when absent")
    @Nullable
    String tenant;

    @Override
    protected ExitCode run(Call call) {
        String ref = tenant != null ? tenant : Nodes.text(call.client().outside("GET", "/auth/me"), "tenant_ref");
        call.output().object(call.client().get(Tenants.path(ref)), Tenants.COLUMNS, "ref");
        return ExitCode.SUCCESS;
    }
}
