package io.attune.server.drive.dispatch;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes those who wait for work in this process. A waiter reads {@link #seen} before it looks into the queue and waits for a change of
 * it: what is queued in between is not missed.
 */
@Singleton
public class QueueSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long count;

    /** Something was queued, or may have been. */
    public void raise() {
        lock.lock();
        try {
            count++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How often it was raised. */
    public long seen() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is raised after {@code seen}, or for {@code longest}. */
    public void await(long seen, Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (count == seen && left > TimeUnit.MICROSECONDS.toNanos(10)) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
