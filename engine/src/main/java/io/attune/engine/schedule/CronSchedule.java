package io.attune.engine.schedule;

import com.cronutils.model.time.ExecutionTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * Fires at wall-clock times. Where clocks are changed it behaves as cron does: with given hours it fires once a day, at the end of the gap
 * when its time is skipped and in the first of two equal hours; with any hour ({@code *}) it follows the time that really passes, through
 * both hours and not in the gap.
 */
public final class CronSchedule implements Schedule {
    private final String expression;
    private final ZoneId zone;
    private final boolean everyHour;
    private final ExecutionTime times;

    /** @param expression six fields, as accepted by {@link CronReading} */
    CronSchedule(String expression, ZoneId zone, boolean everyHour, ExecutionTime times) {
        this.expression = expression;
        this.zone = zone;
        this.everyHour = everyHour;
        this.times = times;
    }

    /** As the rule's author wrote it. */
    public String expression() {
        return expression;
    }

    public ZoneId zone() {
        return zone;
    }

    @Override
    public Optional<Instant> next(Instant start, Instant after) {
        return everyHour ? nextOfPassingTime(after) : nextOfDay(after);
    }

    /** Goes from change to change of the clocks: in between, wall-clock time passes as time does. */
    private Optional<Instant> nextOfPassingTime(Instant after) {
        var rules = zone.getRules();
        var offset = rules.getOffset(after);
        var local = LocalDateTime.ofInstant(after, offset);
        var change = rules.nextTransition(after);
        while (true) {
            var next = nextLocal(local);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            var candidate = next.get().toInstant(offset);
            if (change == null || candidate.isBefore(change.getInstant())) {
                return Optional.of(candidate);
            }
            offset = change.getOffsetAfter();
            // The very moment of the change counts, with its new name.
            local = change.getDateTimeAfter().minusSeconds(1);
            change = rules.nextTransition(change.getInstant());
        }
    }

    private Optional<Instant> nextOfDay(Instant after) {
        var local = WallClock.readLast(zone, after);
        while (true) {
            var next = nextLocal(local);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            var candidate = instant(next.get());
            if (candidate.isAfter(after)) {
                return Optional.of(candidate);
            }
            local = next.get();
        }
    }

    private Instant instant(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap() ? change.getInstant() : WallClock.firstReading(zone, local);
    }

    /** The library knows the fields; in UTC no clock is ever changed. */
    private Optional<LocalDateTime> nextLocal(LocalDateTime local) {
        return times.nextExecution(local.atZone(ZoneOffset.UTC)).map(next -> next.toLocalDateTime());
    }
}
