package io.attune.server.drive.dispatch;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the work of a driver again and again, on a thread of its own, until it is stopped. Work that fails is tried again: what was failing
 * is logged once, and once that it goes on.
 */
public final class DriverLoop {
    private static final Logger log = LoggerFactory.getLogger(DriverLoop.class);

    private static final Duration BACK_OFF = Duration.ofMillis(500);

    private final String name;
    private final Bell wakeUp;
    private final Supplier<Duration> work;
    private volatile boolean stopping;

    /** Guarded by this. */
    private @Nullable Thread thread;

    /** One that nobody wakes. */
    public DriverLoop(String name, Supplier<Duration> work) {
        this(name, new Bell(), work);
    }

    /**
     * @param name of the work, in the log and in the thread's name
     * @param wakeUp rung when there may be something to do; several loops of a driver may share it, each ring wakes one
     * @param work says for how long there is nothing to do
     */
    public DriverLoop(String name, Bell wakeUp, Supplier<Duration> work) {
        this.name = name;
        this.wakeUp = wakeUp;
        this.work = work;
    }

    public synchronized void start() {
        thread = Thread.ofPlatform().name("attune-" + name).start(this::run);
    }

    /** Whether work that comes in batches should leave the next one to others. */
    public boolean isStopping() {
        return stopping;
    }

    private void run() {
        boolean failing = false;
        while (!stopping) {
            Duration pause;
            try {
                pause = work.get();
                if (failing) {
                    log.info("a driver goes on again driver={}", name);
                    failing = false;
                }
            } catch (Throwable e) {
                // Whatever it is: without this thread, the work would stop in silence.
                if (!failing && !stopping) {
                    log.warn("a driver does not go on, trying again driver={}", name, e);
                    failing = true;
                }
                pause = BACK_OFF;
            }
            try {
                var _ = wakeUp.await(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
        // For the next at this bell, which may be meant as well.
        wakeUp.ring();
    }

    /** Has it stop once what is being done is done. Of loops that share a bell all are told so before any is waited for. */
    public void leave() {
        stopping = true;
        wakeUp.ring();
    }

    /** @param within how long what is being done may still take */
    public synchronized void stop(Duration within) {
        leave();
        if (thread != null) {
            try {
                var _ = thread.join(within);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }
}
