package io.attune.cli.tenant;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "all tenants; operators only",
        footer = {"", "Example: attune tenant list"})
final class TenantList extends AttuneCommand {
    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        "/tenants",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "ref",
                        0,
                        "No tenants. Make one: attune tenant create REF"),
                Tenants.COLUMNS);
        return ExitCode.SUCCESS;
    }
}
