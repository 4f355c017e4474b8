package io.attune.cli.audit;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "who did what, newest first",
        footer = {
            "",
            "Examples:",
            "  attune audit list --outcome denied --since 24h",
            "  attune audit list --category secret --resource-ref github_token --output wide"
        })
final class AuditList extends AttuneCommand {
    @Mixin
    private final AuditFilters filters = new AuditFilters();

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(call, filters.source(call, 50), AuditColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
