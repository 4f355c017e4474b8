package io.attune.cli.key;

import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which keys are meant. */
final class KeyFilters {
    @Option(names = "--owner-type", paramLabel = "TYPE", description = "system, identity, pack, action or sensor")
    OwnerOptions.@Nullable Type type;

    @Option(names = "--owner", paramLabel = "TEXT", description = "of this owner, as the list shows it")
    @Nullable
    String owner;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "whose ref starts so")
    @Nullable
    String prefix;

    Listing.Source source() {
        return new Listing.Source(
                "/keys",
                Query.none()
                        .with("owner_type", type == null ? null : type.name().toLowerCase(Locale.ROOT))
                        .with("owner", owner),
                Paging.Dialect.PER_PAGE,
                key -> prefix == null || Nodes.text(key, "ref").startsWith(prefix),
                "ref",
                0,
                "No keys match. Make one: attune key set REF");
    }
}
