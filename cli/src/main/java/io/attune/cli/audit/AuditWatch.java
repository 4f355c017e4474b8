package io.attune.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.call.Listing;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Output;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "watch",
        description = "a line per new record, until interrupted; readings of the log are left out unless asked for",
        footer = {"", "Example: attune audit watch --outcome denied"})
final class AuditWatch extends AttuneCommand {
    /** A record becomes visible when its transaction commits, so a later look can find one that is a little older than the newest. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    private static final String READING = "audit_log.read";
    private static final int FIRST = 20;
    private static final int ROWS = 500;

    @Mixin
    private final AuditFilters filters = new AuditFilters();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "2s",
            description = "how often to look (default 2s)")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String interval;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "stop after so long")
    @Nullable
    String timeout;

    @Override
    protected ExitCode run(Call call) {
        long pause = Durations.parse(interval).toNanos();
        long started = System.nanoTime();
        long longest =
                timeout == null ? Long.MAX_VALUE : Durations.parse(timeout).toNanos();
        Map<Long, Instant> shown = new HashMap<>();
        Instant newest = showNew(call, filters.source(call, FIRST), shown);
        while (System.nanoTime() - started < longest
                && !call.surroundings().out().checkError()) {
            LockSupport.parkNanos(pause);
            Instant since = newest == null ? null : newest.minus(OVERLAP);
            Instant latest = showNew(call, since == null ? filters.source(call, FIRST) : filters.since(since), shown);
            newest = latest == null ? newest : latest;
            if (since != null) {
                shown.values().removeIf(created -> created.isBefore(since));
            }
        }
        return ExitCode.SUCCESS;
    }

    /** Shows what was not shown yet, oldest first; answers the time of the newest record, null when there is none. */
    private @Nullable Instant showNew(Call call, Listing.Source source, Map<Long, Instant> shown) {
        List<JsonNode> found = new ArrayList<>();
        Listing.rows(ROWS).each(call, source, found::add);
        Instant newest = null;
        for (JsonNode record : found.reversed()) {
            newest = OffsetDateTime.parse(Nodes.text(record, "created")).toInstant();
            boolean reading = Nodes.text(record, "event_type").equals(READING) && !READING.equals(filters.eventType);
            if (shown.put(record.path("id").asLong(), newest) == null && !reading) {
                show(call, record);
            }
        }
        return newest;
    }

    private static void show(Call call, JsonNode record) {
        if (call.output().format().forMachines()) {
            call.output().jsonLine(record);
        } else {
            call.output()
                    .print(Output.safeLine("%s  %-8s  %-28s  %s  %s"
                                    .formatted(
                                            Nodes.text(record, "created"),
                                            Nodes.text(record, "outcome"),
                                            Nodes.text(record, "event_type"),
                                            AuditColumns.actor(record).asText(),
                                            AuditColumns.resource(record).asText()))
                            + "\n");
        }
    }
}
