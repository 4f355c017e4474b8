package io.attune.cli.schedule;

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
        description = "timers of rules, those that fire next first",
        footer = {"", "Example: attune schedule list --pack ops --status scheduled"})
final class ScheduleList extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.of("Rule", "rule_ref"),
            Column.of("Trigger", "trigger_ref"),
            Column.status("Status", "timer_state.status"),
            Column.time("Next", "timer_state.next_fire_at"),
            Column.time("Last", "timer_state.last_fired_at"),
            Column.of("Fired", "timer_state.execution_count"),
            Column.of("Missed", "timer_state.missed"),
            Column.of("Action", "action_ref").wide());

    @Option(names = "--pack", paramLabel = "REF", description = "only rules of this pack")
    @Nullable
    String pack;

    @Option(names = "--status", paramLabel = "STATUS", description = "scheduled, disabled, past or finished")
    @Nullable
    String status;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        "/schedules",
                        Query.none().with("pack", pack).with("status", status),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "rule_ref",
                        0,
                        "No rule has a timer. Make one with the trigger core.crontimer: attune rule create --help"),
                COLUMNS);
        return ExitCode.SUCCESS;
    }
}
