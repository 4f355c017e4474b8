package io.attune.cli.trigger;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "triggers you can see",
        footer = {"", "Example: attune trigger list --pack core"})
final class TriggerList extends AttuneCommand {
    @Option(names = "--pack", paramLabel = "REF", description = "only triggers of this pack")
    @Nullable
    String pack;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        pack == null ? "/triggers" : "/packs/" + Query.segment(pack) + "/triggers",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "ref",
                        0,
                        "No triggers match. Packs bring them: attune pack list"),
                TriggerColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
