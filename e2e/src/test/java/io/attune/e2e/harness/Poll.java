package io.attune.e2e.harness;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waiting for what the product promises within a time (scenarios.md §0.3). */
public final class Poll {
    private static final Duration STEP = Duration.ofMillis(50);

    private Poll() {}

    /**
     * Reads until the value is as wanted.
     *
     * @throws AssertionError after the time, with the last value read
     */
    public static <T> T until(Duration limit, String what, Supplier<T> read, Predicate<? super T> wanted) {
        long end = System.nanoTime() + limit.toNanos();
        T value = read.get();
        while (!wanted.test(value)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit + ": " + what + "; last seen: " + value);
            }
            pause(STEP);
            value = read.get();
        }
        return value;
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
