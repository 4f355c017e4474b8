package io.attune.server.drive.dispatch;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * As {@link Signal}, for those who wait for runs: raised for the placements of what came into the queue, so that a worker does not look into
 * the database for runs that it cannot take. Thread-safe.
 */
final class QueueSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** How often it was raised for each placement. Guarded by lock, as is the following. */
    private final Map<Long, Long> counts = new HashMap<>();

    private long ofAll;

    /** Runs of these placements may be in the queue. */
    void raise(Collection<Long> placements) {
        lock.lock();
        try {
            placements.forEach(placement -> counts.merge(placement, 1L, Long::sum));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs of any placement may be in the queue. */
    void raise() {
        lock.lock();
        try {
            ofAll++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it was raised, to tell later whether it was since. */
    record Seen(long ofAll, Map<Long, Long> counts) {}

    Seen seen() {
        lock.lock();
        try {
            return new Seen(ofAll, Map.copyOf(counts));
        } finally {
            lock.unlock();
        }
    }

    private boolean isAsItWas(Seen seen, Collection<Long> placements) {
        return ofAll == seen.ofAll()
                && placements.stream()
                        .allMatch(placement -> Objects.equals(
                                counts.get(placement), seen.counts().get(placement)));
    }

    /** Waits until it is raised for any of these placements after {@code seen}, or for {@code longest}. @return whether it was */
    boolean await(Collection<Long> placements, Seen seen, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (isAsItWas(seen, placements) && left > TimeUnit.MICROSECONDS.toNanos(10)) {
                left = changed.awaitNanos(left);
            }
            return !isAsItWas(seen, placements);
        } finally {
            lock.unlock();
        }
    }
}
