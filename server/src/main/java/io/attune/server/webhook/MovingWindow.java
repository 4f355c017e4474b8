package io.attune.server.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Counts what is admitted in a window that moves with time. Few are remembered one by one; many close to each other count as one moment, the
 * last of them, so that it takes the same little memory whatever is allowed. Its own monitor guards it.
 */
final class MovingWindow {
    private static final int MOMENTS = 64;

    private final Deque<Moment> moments = new ArrayDeque<>();
    private long admitted;

    private record Moment(Instant first, Instant last, long admitted) {}

    /** @return nothing if there are fewer than {@code limit} in the window, else how long to wait */
    synchronized Optional<Duration> admit(long limit, Duration window, Instant now) {
        Instant start = now.minus(window);
        while (!moments.isEmpty() && !moments.getFirst().last().isAfter(start)) {
            admitted -= moments.removeFirst().admitted();
        }
        if (admitted >= limit) {
            return Optional.of(Duration.between(now, moments.getFirst().last().plus(window)));
        }
        admitted++;
        Moment latest = moments.peekLast();
        if (latest != null && now.isBefore(latest.first().plus(window.dividedBy(MOMENTS)))) {
            moments.removeLast();
            moments.addLast(new Moment(latest.first(), now, latest.admitted() + 1));
        } else {
            moments.addLast(new Moment(now, now, 1));
        }
        return Optional.empty();
    }

    /** How many moments are remembered. */
    synchronized int size() {
        return moments.size();
    }
}
