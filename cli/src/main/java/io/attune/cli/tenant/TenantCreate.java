package io.attune.cli.tenant;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Titles;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "make a tenant; operators only",
        footer = {
            "",
            "Examples:",
            "  attune tenant create ops --label Operations",
            "  attune identity create ada --tenant ops --ask-password"
        })
final class TenantCreate extends AttuneCommand {
    @Parameters(paramLabel = "REF", description = "ref of the tenant")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String ref;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "TEXT",
            description = "title; made from the ref when absent")
    @Nullable
    String label;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("ref", ref).put("label", label == null ? Titles.of(ref) : label);
        call.output().object(call.client().send("POST", "/tenants", request), Tenants.COLUMNS, "ref");
        return ExitCode.SUCCESS;
    }
}
