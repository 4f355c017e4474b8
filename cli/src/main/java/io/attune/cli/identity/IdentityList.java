package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.Matches;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "identities of your tenant; operators see all",
        footer = {"", "Example: attune identity list --name ada"})
final class IdentityList extends AttuneCommand {
    @Option(
            names = {"-n", "--name"},
            paramLabel = "TEXT",
            description = "only those with this in login or name")
    @Nullable
    String name;

    @Option(names = "--tenant", paramLabel = "REF", description = "only those of this tenant")
    @Nullable
    String tenant;

    @Option(
            names = "--frozen",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "only frozen, or not frozen, ones")
    @Nullable
    Boolean frozen;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        "/identities",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        identity -> Matches.text(identity, name, "login", "display_name")
                                && Matches.flag(identity, frozen, "frozen")
                                && (tenant == null
                                        || Nodes.text(identity, "tenant_ref").equals(tenant)),
                        "login",
                        0,
                        "No identities match. Make one: attune identity create LOGIN"),
                Identities.LIST);
        return ExitCode.SUCCESS;
    }
}
