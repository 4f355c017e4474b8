package io.attune.cli.event;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.Period;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "events, newest first",
        footer = {"", "Example: attune event list --trigger ops.alert --limit 10"})
final class EventList extends AttuneCommand {
    @Option(
            names = {"-t", "--trigger"},
            paramLabel = "REF",
            description = "of this trigger")
    @Nullable
    String trigger;

    @Option(names = "--rule", paramLabel = "REF", description = "addressed to this rule")
    @Nullable
    String rule;

    @Mixin
    private final Period period = new Period();

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                                "/events",
                                Query.none().with("trigger_ref", trigger).with("rule_ref", rule),
                                Paging.Dialect.PER_PAGE,
                                period.filter(call),
                                "id",
                                50,
                                "No events match. Make one: post to a webhook, attune trigger webhook url REF")
                        .endingAt(period.past(call)),
                EventColumns.EVENTS);
        return ExitCode.SUCCESS;
    }
}
