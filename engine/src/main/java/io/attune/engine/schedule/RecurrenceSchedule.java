package io.attune.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * Fires at the times of an RFC 5545 recurrence rule that lie at or after its start. The rule is read on the wall clock of a zone: times that
 * a change of the clocks skips do not count (§3.3.10), of two equal times the first does.
 */
public final class RecurrenceSchedule implements Schedule {
    /** The library looks at least so many periods ahead before it gives up. */
    private static final int LIBRARY_PATIENCE = 1_000;

    /** How often it is asked to look further. A month of seconds is within it. */
    private static final int ATTEMPTS = 3_000;

    private final RecurrenceRule rule;
    private final LocalDateTime start;
    private final ZoneId zone;
    private final @Nullable Instant until;

    /**
     * @param rule without count and end
     * @param until the last instant at which it may fire
     */
    RecurrenceSchedule(RecurrenceRule rule, LocalDateTime start, ZoneId zone, @Nullable Instant until) {
        this.rule = rule;
        this.start = start;
        this.zone = zone;
        this.until = until;
    }

    RecurrenceSchedule endingAt(@Nullable Instant end) {
        return new RecurrenceSchedule(rule, start, zone, end);
    }

    @Override
    public Optional<Instant> next(Instant timerStart, Instant after) {
        var from = WallClock.readLast(zone, after);
        var begin = startNear(from);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return firstAfter(from, begin).filter(this::isBeforeEnd);
            } catch (IllegalArgumentException e) {
                // The library found nothing for a long while. Where periods are even, the search goes on from there.
                var further = period().map(period -> period.multipliedBy(LIBRARY_PATIENCE));
                if (further.isEmpty()) {
                    return Optional.empty();
                }
                begin = begin.plus(further.get());
                if (until != null && WallClock.firstReading(zone, begin).isAfter(until)) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> firstAfter(LocalDateTime from, LocalDateTime begin) {
        RecurrenceRuleIterator times = rule.iterator(new DateTime(
                begin.getYear(),
                begin.getMonthValue() - 1,
                begin.getDayOfMonth(),
                begin.getHour(),
                begin.getMinute(),
                begin.getSecond()));
        while (times.hasNext()) {
            var next = local(times.nextDateTime());
            if (next.isAfter(from) && !WallClock.isSkipped(zone, next)) {
                return Optional.of(WallClock.firstReading(zone, next));
            }
        }
        return Optional.empty();
    }

    private boolean isBeforeEnd(Instant time) {
        return until == null || !time.isAfter(until);
    }

    /**
     * A start from which the rule makes the same times from {@code from} on as from its own: so many whole periods later. Months and years
     * are uneven, but few.
     */
    private LocalDateTime startNear(LocalDateTime from) {
        return period().map(period -> {
                    long periods = Duration.between(start, from).dividedBy(period) - 1;
                    return periods > 0 ? start.plus(period.multipliedBy(periods)) : start;
                })
                .orElse(start);
    }

    /** From one set of times of the rule to the next, on the wall clock. */
    private Optional<Duration> period() {
        var unit = switch (rule.getFreq()) {
            case SECONDLY -> Duration.ofSeconds(1);
            case MINUTELY -> Duration.ofMinutes(1);
            case HOURLY -> Duration.ofHours(1);
            case DAILY -> Duration.ofDays(1);
            case WEEKLY -> Duration.ofDays(7);
            case MONTHLY, YEARLY -> null;
        };
        return Optional.ofNullable(unit).map(one -> one.multipliedBy(rule.getInterval()));
    }

    private static LocalDateTime local(DateTime time) {
        return LocalDateTime.of(
                time.getYear(),
                time.getMonth() + 1,
                time.getDayOfMonth(),
                time.getHours(),
                time.getMinutes(),
                time.getSeconds());
    }
}
