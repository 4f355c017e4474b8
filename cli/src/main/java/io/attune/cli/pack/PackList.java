package io.attune.cli.pack;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.Matches;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "packs you can see",
        footer = {"", "Example: attune pack list --name aws"})
final class PackList extends AttuneCommand {
    @Option(
            names = {"-n", "--name"},
            paramLabel = "TEXT",
            description = "only packs with this in ref or label")
    @Nullable
    String name;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        "/packs",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        pack -> Matches.text(pack, name, "ref", "label"),
                        "ref",
                        0,
                        "No packs. Add one: attune pack upload PATH"),
                PackColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
