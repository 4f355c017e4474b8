package io.attune.cli.sensor;

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
        description = "sensors you can see",
        footer = {"", "Example: attune sensor list --pack examples"})
final class SensorList extends AttuneCommand {
    @Option(names = "--pack", paramLabel = "REF", description = "only sensors of this pack")
    @Nullable
    String pack;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        pack == null ? "/sensors" : "/packs/" + Query.segment(pack) + "/sensors",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "ref",
                        0,
                        "No sensors match. Packs bring them: attune pack list"),
                SensorColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
