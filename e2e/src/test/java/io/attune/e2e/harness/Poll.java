package io.attune.e2e.harness;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waiting for what the product promises within a time (scenarios.md §0.3). */
public final class Poll {
    private static final Duration STEP = Duration.ofMillis(50);
    /** So much of a reading and the pause after it counts at most: a machine that stands still for longer holds up what is waited for. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(1);

    private Poll() {}

    /**
     * Reads until the value is as wanted. What counts is a look that began after the time: a test that itself was held up for long has not
     * seen that anything is missing.
     *
     * @throws AssertionError after the time, with the last value read
     */
    public static <T> T until(Duration limit, String what, Supplier<T> read, Predicate<? super T> wanted) {
        long left = limit.toNanos();
        while (true) {
            boolean last = left <= 0;
            long began = System.nanoTime();
            var value = read.get();
            if (wanted.test(value)) {
                return value;
            }
            if (last) {
                throw new AssertionError("not within " + limit + ": " + what + "; last seen: " + value);
            }
            pause(STEP);
            left -= Math.min(System.nanoTime() - began, LONGEST_STEP.toNanos());
        }
    }

    /** Holds the thread: for what must not happen within a time, where there is no signal to wait for. */
    public static void pause(Duration time) {
        try {
            var _ = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Asserts that the value stays as it is for the quiet period. */
    public static <T> void stays(Duration quiet, String what, Supplier<T> read, Predicate<? super T> wanted) {
        long end = System.nanoTime() + quiet.toNanos();
        do {
            var value = read.get();
            if (!wanted.test(value)) {
                throw new AssertionError("changed: " + what + "; seen: " + value);
            }
            pause(STEP.multipliedBy(4));
        } while (System.nanoTime() < end);
    }
}
