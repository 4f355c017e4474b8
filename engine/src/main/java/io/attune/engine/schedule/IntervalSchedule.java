package io.attune.engine.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Fires whenever another {@code period} has passed since the start; a late tick moves no later one. */
public record IntervalSchedule(Duration period) implements Schedule {
    public IntervalSchedule {
        if (!period.isPositive()) {
            throw new IllegalArgumentException("an interval of " + period);
        }
    }

    @Override
    public Optional<Instant> next(Instant start, Instant after) {
        return Optional.of(start.plus(period.multipliedBy(ticks(start, after) + 1)));
    }

    @Override
    public long count(Instant start, Instant after, Instant until) {
        return Math.max(0, ticks(start, until) - ticks(start, after));
    }

    /** How many ticks there were from the start up to and including {@code until}. */
    private long ticks(Instant start, Instant until) {
        return until.isBefore(start) ? 0 : Duration.between(start, until).dividedBy(period);
    }
}
