package io.attune.cli.action;

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
        description = "actions you can see",
        footer = {"", "Example: attune action list --pack core"})
final class ActionList extends AttuneCommand {
    @Option(names = "--pack", paramLabel = "REF", description = "only actions of this pack")
    @Nullable
    String pack;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "TEXT",
            description = "only actions with this in ref or label")
    @Nullable
    String name;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        pack == null ? "/actions" : "/packs/" + Query.segment(pack) + "/actions",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        action -> Matches.text(action, name, "ref", "label"),
                        "ref",
                        0,
                        "No actions match. All of them: attune action list"),
                ActionColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
