package io.attune.engine.login;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The failed attempts of one address or for one login (SEC-2). As many as are allowed within a minute begin a wait, which is twice as
 * long with each round.
 *
 * @param recent those since the last wait began, oldest first
 * @param rounds how many waits there were
 * @param blockedUntil the end of the last wait
 */
public record FailedAttempts(List<Instant> recent, int rounds, Instant blockedUntil) {
    public static final FailedAttempts NONE = new FailedAttempts(List.of(), 0, Instant.EPOCH);

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int LONGEST_DOUBLING = 6;

    public FailedAttempts {
        recent = List.copyOf(recent);
    }

    /** @param allowed how many attempts may fail within a minute */
    public FailedAttempts and(Instant failed, int allowed) {
        var within = new ArrayList<Instant>();
        for (var earlier : recent) {
            if (earlier.isAfter(failed.minus(WINDOW))) {
                within.add(earlier);
            }
        }
        within.add(failed);
        if (within.size() < allowed) {
            return new FailedAttempts(within, rounds, blockedUntil);
        }
        var wait = WINDOW.multipliedBy(1L << Math.min(rounds, LONGEST_DOUBLING));
        return new FailedAttempts(
                List.of(), rounds + 1, failed.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT));
    }

    /** When nothing of them matters any more: half an hour of good behaviour begins anew. */
    public Instant forgottenAfter() {
        var last = recent.isEmpty() ? blockedUntil : recent.getLast();
        return (last.isAfter(blockedUntil) ? last : blockedUntil).plus(LONGEST_WAIT.multipliedBy(2));
    }
}
