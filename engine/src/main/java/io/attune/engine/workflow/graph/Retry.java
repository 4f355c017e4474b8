package io.attune.engine.workflow.graph;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a child that failed is tried again (workflows.md §9).
 *
 * @param count attempts after the first
 * @param most no delay is longer
 * @param onError asked after a failure; null for always
 * @param onWorkerLost whether the child may run again after nobody knows how it ended
 */
public record Retry(
        int count,
        Duration delay,
        Backoff backoff,
        @Nullable Duration most,
        @Nullable Guard onError,
        boolean onWorkerLost) {
    /** No wait is longer, whatever the definition multiplies up to. */
    private static final Duration YEAR = Duration.ofDays(365);

    /** How long to wait before an attempt, counted from 1 for the first retry. */
    public Duration before(int attempt) {
        Duration limit = most == null || most.compareTo(YEAR) > 0 ? YEAR : most;
        double seconds = delay.toSeconds() * backoff.factor(attempt);
        return seconds >= limit.toSeconds() ? limit : Duration.ofSeconds((long) seconds);
    }
}
