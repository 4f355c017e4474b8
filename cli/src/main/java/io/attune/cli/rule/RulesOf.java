package io.attune.cli.rule;

import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.References;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;

/** The rules that use an action or a trigger, listed where one looks for them. */
public final class RulesOf {
    private RulesOf() {}

    /** @param collection {@code /actions} or {@code /triggers} */
    public static void show(Call call, Listing listing, String collection, String refOrId) {
        listing.show(
                call,
                new Listing.Source(
                        References.path(call, collection, refOrId) + "/rules",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "ref",
                        0,
                        "No rule uses it. Make one: attune rule create --help"),
                RuleColumns.LIST);
    }
}
