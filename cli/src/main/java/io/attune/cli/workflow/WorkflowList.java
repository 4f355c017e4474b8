package io.attune.cli.workflow;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "workflows you can see",
        footer = {"", "Example: attune workflow list --pack ops --tags nightly"})
final class WorkflowList extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Reference", "ref"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Version", "version"),
            Column.of("Tags", "tags"));

    @Option(names = "--pack", paramLabel = "REF", description = "only workflows of this pack")
    @Nullable
    String pack;

    @Option(names = "--tags", paramLabel = "A,B", description = "only workflows with one of these tags")
    @Nullable
    String tags;

    @Option(names = "--search", paramLabel = "TEXT", description = "only workflows with this in label or description")
    @Nullable
    String search;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        "/workflows",
                        Query.none().with("pack_ref", pack).with("tags", tags).with("search", search),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "ref",
                        0,
                        "No workflows match. All of them: attune workflow list"),
                COLUMNS);
        return ExitCode.SUCCESS;
    }
}
