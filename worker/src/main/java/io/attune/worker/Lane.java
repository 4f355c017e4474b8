package io.attune.worker;

import io.attune.worker.gateway.GatewayRefusedException;
import io.attune.worker.gateway.GatewayUnavailableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop of the worker that must survive: one call after another until stopped, with growing pauses while calls fail. */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final String name;
    private final Thread thread;
    private volatile boolean stopped;

    /** One round; waits by itself when there is nothing to do. */
    @FunctionalInterface
    interface Round {
        void run() throws InterruptedException;
    }

    Lane(String name, Round round) {
        this.name = name;
        this.thread = Thread.ofVirtual().name("attune-worker-" + name).start(() -> repeat(round));
    }

    private void repeat(Round round) {
        var pause = FIRST_PAUSE;
        while (!stopped) {
            try {
                round.run();
                pause = FIRST_PAUSE;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                if (stopped) {
                    return;
                }
                if (e instanceof GatewayUnavailableException || e instanceof GatewayRefusedException) {
                    LOG.warn("worker loop failed, will retry loop={} pause={} cause={}", name, pause, e.getMessage());
                } else {
                    LOG.warn("worker loop failed, will retry loop={} pause={}", name, pause, e);
                }
                if (!slept(pause)) {
                    return;
                }
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            }
        }
    }

    private static boolean slept(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Ends the loop; a call under way is interrupted. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    void join(Duration limit) throws InterruptedException {
        thread.join(limit);
    }
}
