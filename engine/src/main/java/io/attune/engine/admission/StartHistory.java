package io.attune.engine.admission;

import io.attune.model.policy.RateLimit;
import java.time.Instant;
import java.util.Map;

/**
 * When runs of a group were let in, as far as a rate limit asks.
 *
 * @param count of all of them so far
 * @param times of those that the decision may need, by number; the first has number 1. What is missing is too long ago to matter
 */
public record StartHistory(long count, Map<Long, Instant> times) {
    public static final StartHistory NONE = new StartHistory(0, Map.of());

    public StartHistory {
        times = Map.copyOf(times);
    }

    /**
     * When the next run may start. It needs a look at one earlier start only: the one that must have left the window.
     *
     * @param more starts at {@code now} that are decided already
     */
    Instant nextAllowed(RateLimit rate, long more, Instant now) {
        long leaving = count + more + 1 - rate.maxExecutions();
        if (leaving > count) {
            return now.plus(rate.window());
        }
        Instant started = times.get(leaving);
        return started == null ? Instant.MIN : started.plus(rate.window());
    }
}
