package io.attune.cli.rule;

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
        description = "rules you can see",
        footer = {"", "Example: attune rule list --pack ops --enabled true"})
final class RuleList extends AttuneCommand {
    @Option(names = "--pack", paramLabel = "REF", description = "only rules of this pack")
    @Nullable
    String pack;

    @Option(
            names = {"-e", "--enabled"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "only enabled, or disabled, rules")
    @Nullable
    Boolean enabled;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        pack == null ? "/rules" : "/packs/" + Query.segment(pack) + "/rules",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        rule -> Matches.flag(rule, enabled, "enabled"),
                        "ref",
                        0,
                        "No rules match. Make one: attune rule create --help"),
                RuleColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
