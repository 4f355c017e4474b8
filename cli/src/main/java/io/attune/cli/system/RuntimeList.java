package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "what actions can run on",
        footer = {"", "Example: attune runtime list"})
final class RuntimeList extends AttuneCommand {
    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        "/runtimes",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "ref",
                        0,
                        "No runtimes. Packs bring them: attune pack list"),
                List.of(
                        Column.of("Ref", "ref"),
                        Column.of("Name", "name"),
                        Column.of("Pack", "pack_ref"),
                        Column.of("Description", "description")));
        return ExitCode.SUCCESS;
    }
}
