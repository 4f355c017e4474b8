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
        description = "enforcements, newest first: which rule answered which event",
        footer = {"", "Example: attune enforcement list --event 17"})
final class EnforcementList extends AttuneCommand {
    @Option(names = "--rule", paramLabel = "REF", description = "of this rule")
    @Nullable
    String rule;

    @Option(
            names = {"-t", "--trigger"},
            paramLabel = "REF",
            description = "of events of this trigger")
    @Nullable
    String trigger;

    @Option(names = "--event", paramLabel = "ID", description = "of this event")
    @Nullable
    Long event;

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATUS",
            description = "created, processed or disabled")
    @Nullable
    String status;

    @Mixin
    private final Period period = new Period();

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        Query query = Query.none()
                .with("rule_ref", rule)
                .with("trigger_ref", trigger)
                .with("event", event)
                .with("status", status);
        listing.show(
                call,
                new Listing.Source(
                                "/enforcements",
                                query,
                                Paging.Dialect.PER_PAGE,
                                period.filter(call),
                                "id",
                                50,
                                "No enforcements match. Did the rule match the event? attune rule test RULE --event ID")
                        .endingAt(period.past(call)),
                EventColumns.ENFORCEMENTS);
        return ExitCode.SUCCESS;
    }
}
