package io.attune.server.drive.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes one of those who wait for work in this process. Rung while none waits, it is heard by the first who is about to; rung several times by
 * then, it is heard once. Whoever hears it and finds more work than he can do rings for the next. Thread-safe.
 */
public final class Bell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Not heard yet. Guarded by lock, as is the following. */
    private boolean rung;

    private long rings;

    public void ring() {
        lock.lock();
        try {
            rung = true;
            rings++;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * How often it was rung, whoever heard it. It may have been heard by one who could not do what it was rung for, since another had it in
     * hand: that one looks again when this has grown meanwhile.
     */
    public long rings() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it rings, or for {@code longest}. @return whether it rang */
    public boolean await(Duration longest) throws InterruptedException {
        long left = longest.toNanos();
        lock.lockInterruptibly();
        try {
            while (!rung && left > TimeUnit.MICROSECONDS.toNanos(10)) {
                left = changed.awaitNanos(left);
            }
            boolean heard = rung;
            rung = false;
            return heard;
        } finally {
            lock.unlock();
        }
    }
}
