package io.attune.server.drive.sensor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the processes of a node that could not extend its leases for too long: others may start the same sensors soon. It has a thread of its
 * own, for whoever extends the leases may be the one that waits for an answer of the database that never comes.
 */
final class SensorFence {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Duration limit;
    private final Runnable endAll;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("attune-sensors-fence").unstarted(this::run);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile long extended = System.nanoTime();

    /** @param endAll ends the processes without waiting; called again and again while the fence is closed */
    SensorFence(Duration limit, Runnable endAll) {
        this.limit = limit;
        this.endAll = endAll;
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped.countDown();
    }

    /** The leases are the node's again, counted from a moment before it asked for them. */
    void extended(long since) {
        extended = since;
    }

    /** Whether no process may run. */
    boolean isClosed() {
        return System.nanoTime() - extended >= limit.toNanos();
    }

    private void run() {
        try {
            while (!stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (isClosed()) {
                    endAll.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
