package io.attune.worker.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks one run to stop. Given before the run starts, it is remembered (runtime.md §5.4). Thread-safe; only the first reason counts. */
public final class StopSignal {
    /** Why a run must stop. */
    public enum Reason {
        /** A user cancelled it. */
        CANCELLED,
        /** This worker stops. */
        WORKER_STOPS
    }

    private final CountDownLatch requested = new CountDownLatch(1);
    private final List<Runnable> listeners = new ArrayList<>();
    private volatile @Nullable Reason reason;

    public void request(Reason why) {
        List<Runnable> toCall;
        synchronized (listeners) {
            if (reason != null) {
                return;
            }
            reason = why;
            toCall = List.copyOf(listeners);
        }
        requested.countDown();
        toCall.forEach(Runnable::run);
    }

    /** The reason, or null while nobody asked. */
    public @Nullable Reason reason() {
        return reason;
    }

    /** Calls {@code listener} once the stop is requested, at once if it was. It runs in the thread of whoever requests. */
    public void onRequest(Runnable listener) {
        synchronized (listeners) {
            if (reason == null) {
                listeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Waits at most {@code time}; true when the stop was requested. */
    public boolean await(Duration time) throws InterruptedException {
        return requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
