package io.attune.engine.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The times at which a timer fires. */
public sealed interface Schedule permits IntervalSchedule, CronSchedule, OneShotSchedule, RecurrenceSchedule {
    /** Beyond this many, ticks are no longer counted one by one: nobody reads the difference. */
    int COUNTED = 1_000;

    /**
     * The first time strictly after {@code after}; empty when there is none.
     *
     * @param start when the timer was started; the phase of an interval
     */
    Optional<Instant> next(Instant start, Instant after);

    /** Whether it fires more than once by its nature. */
    default boolean repeats() {
        return true;
    }

    /** The next times after {@code after}, at most {@code limit}. */
    default List<Instant> upcoming(Instant start, Instant after, int limit) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> next = next(start, after);
        while (next.isPresent() && times.size() < limit) {
            times.add(next.get());
            next = times.size() < limit ? next(start, next.get()) : Optional.empty();
        }
        return times;
    }

    /** How many times lie after {@code after}, up to and including {@code until}; at least {@link #COUNTED} when there are more. */
    default long count(Instant start, Instant after, Instant until) {
        long count = 0;
        Optional<Instant> next = next(start, after);
        while (count < COUNTED && next.isPresent() && !next.get().isAfter(until)) {
            count++;
            next = next(start, next.get());
        }
        return count;
    }
}
