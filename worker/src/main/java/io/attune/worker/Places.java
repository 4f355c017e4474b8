package io.attune.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Places for runs that go on at the same time. While all of them are taken, a place that becomes free waits a moment for company: lease,
 * start and report are transactions of the platform, which cost the same for one run as for several. Thread-safe; one thread takes.
 */
final class Places {
    /** Long enough for some short runs to end, too short to be missed by a long one. */
    private static final Duration PATIENCE = Duration.ofMillis(5);

    private final int count;
    private final Duration patience;
    private final Semaphore free;
    /** How many places are company. */
    private final int company;

    private volatile boolean scarce;

    Places(int count) {
        this(count, PATIENCE);
    }

    Places(int count, Duration patience) {
        this.count = count;
        this.patience = patience;
        this.free = new Semaphore(count);
        this.company = count / 2;
    }

    /** Waits for a free place, and takes with it the others that are free, {@code most} at the most. */
    int take(int most) throws InterruptedException {
        boolean atOnce = free.tryAcquire();
        scarce = !atOnce && company > 1;
        int taken = 1;
        if (!atOnce) {
            free.acquire();
            taken += others(Math.min(company, most) - 1);
        }
        while (taken < most && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    /** Waits a moment for company of the first place; an interruption leaves neither taken. */
    private int others(int wanted) throws InterruptedException {
        try {
            return wanted > 0 && free.tryAcquire(wanted, patience.toNanos(), TimeUnit.NANOSECONDS) ? wanted : 0;
        } catch (InterruptedException e) {
            free.release();
            throw e;
        }
    }

    void giveBack(int places) {
        free.release(places);
    }

    /** How long what follows the end of a run may wait for the next end. */
    Duration patience() {
        return scarce ? patience : Duration.ZERO;
    }

    /** Waits until {@code deadline} for all places to be free; true when they were. */
    boolean awaitAllFree(long deadline) throws InterruptedException {
        if (!free.tryAcquire(count, Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            return false;
        }
        free.release(count);
        return true;
    }
}
