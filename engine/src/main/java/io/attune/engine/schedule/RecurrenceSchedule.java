package io.attune.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
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

    /** And so often when each period makes many times. */
    private static final int FEWEST_ATTEMPTS = 10;

    /** Counting goes through all times of all periods up to the last; this many take a tenth of a second. */
    private static final long MOST_COUNTED = 2_000_000;

    private final RecurrenceRule rule;
    private final LocalDateTime start;
    private final ZoneId zone;
    private final long density;
    private final @Nullable Instant until;

    /**
     * @param rule without count and end
     * @param density how many times it makes in a period at most
     * @param until the last instant at which it may fire
     */
    RecurrenceSchedule(RecurrenceRule rule, LocalDateTime start, ZoneId zone, long density, @Nullable Instant until) {
        this.rule = rule;
        this.start = start;
        this.zone = zone;
        this.density = density;
        this.until = until;
    }

    RecurrenceSchedule endingAt(@Nullable Instant end) {
        return new RecurrenceSchedule(rule, start, zone, density, end);
    }

    /** Ends it with its {@code count}-th time; empty when that is too far away to be counted. */
    Optional<RecurrenceSchedule> endingAfter(int count) {
        var times = new Times(start.minusNanos(1));
        for (int counted = 0; counted < count && times.next().isPresent(); counted++) {
            if (periodsUntil(times.last) > MOST_COUNTED / density) {
                return Optional.empty();
            }
        }
        return Optional.of(endingAt(WallClock.firstReading(zone, times.last)));
    }

    @Override
    public Optional<Instant> next(Instant timerStart, Instant after) {
        return new Times(WallClock.readLast(zone, after)).next();
    }

    @Override
    public long count(Instant timerStart, Instant after, Instant end) {
        var times = new Times(WallClock.readLast(zone, after));
        long count = 0;
        var next = times.next();
        while (count < COUNTED && next.isPresent() && !next.get().isAfter(end)) {
            count++;
            next = times.next();
        }
        return count;
    }

    /** Goes from time to time. Whoever wants many of them takes them from one of these: beginning is what costs. */
    private final class Times {
        private LocalDateTime last;
        private LocalDateTime begin;
        private @Nullable RecurrenceRuleIterator found;

        /** @param last all that follow come after it */
        Times(LocalDateTime last) {
            this.last = last;
            this.begin = startNear(last);
        }

        Optional<Instant> next() {
            long attempts = Math.max(FEWEST_ATTEMPTS, ATTEMPTS / density);
            for (long attempt = 0; attempt < attempts; attempt++) {
                try {
                    return following().filter(RecurrenceSchedule.this::isBeforeEnd);
                } catch (IllegalArgumentException e) {
                    // The library found nothing for a long while. Where periods are even, the search goes on from
                    // there.
                    var further = period().map(period -> period.multipliedBy(LIBRARY_PATIENCE));
                    if (further.isEmpty()) {
                        return Optional.empty();
                    }
                    var searched = startNear(last);
                    begin = (begin.isAfter(searched) ? begin : searched).plus(further.get());
                    found = null;
                    if (until != null && WallClock.firstReading(zone, begin).isAfter(until)) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<Instant> following() {
            var times = found == null ? begin() : found;
            found = times;
            while (times.hasNext()) {
                var next = local(times.nextDateTime());
                if (next.isAfter(last) && !WallClock.isSkipped(zone, next)) {
                    last = next;
                    return Optional.of(WallClock.firstReading(zone, next));
                }
            }
            return Optional.empty();
        }

        private RecurrenceRuleIterator begin() {
            var times = rule.iterator(dateTime(begin));
            if (last.isAfter(begin)) {
                times.fastForward(dateTime(last));
            }
            return times;
        }
    }

    private boolean isBeforeEnd(Instant time) {
        return until == null || !time.isAfter(until);
    }

    /**
     * A start from which the rule makes the same times from {@code from} on as from its own: so many whole periods later. Months and years
     * are uneven, but few: the library passes over them.
     */
    private LocalDateTime startNear(LocalDateTime from) {
        return period().map(period -> {
                    long periods = Duration.between(start, from).dividedBy(period) - 1;
                    return periods > 0 ? start.plus(period.multipliedBy(periods)) : start;
                })
                .orElse(start);
    }

    private long periodsUntil(LocalDateTime time) {
        return period().map(period -> Duration.between(start, time).dividedBy(period))
                .orElseGet(() -> ChronoUnit.MONTHS.between(start, time) / rule.getInterval());
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

    private static DateTime dateTime(LocalDateTime time) {
        return new DateTime(
                time.getYear(),
                time.getMonthValue() - 1,
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
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
