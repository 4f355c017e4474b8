package io.attune.cli.policy;

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
        description = "policies you can see",
        footer = {"", "Example: attune policy list --pack ops"})
final class PolicyList extends AttuneCommand {
    @Option(names = "--pack", paramLabel = "REF", description = "only policies of this pack")
    @Nullable
    String pack;

    @Option(names = "--action", paramLabel = "REF", description = "only policies of this action")
    @Nullable
    String action;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        "/policies",
                        Query.none().with("pack_ref", pack).with("action_ref", action),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "ref",
                        0,
                        "No policies match. Make one: attune policy create --help"),
                PolicyColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
