package io.attune.postgres;

import io.attune.postgres.PostgresException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server running until told to stop: notices its end at once and starts it again, for as long as it takes.
 *
 * <p>After {@link #start} the server process belongs to the supervising thread alone; {@link #stop} only asks.
 */
final class Supervisor {

    /** Clears the way and starts a server process, which is not ready yet. */
    interface Launcher {
        ServerProcess launch() throws IOException, InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration HOUSEKEEPING = Duration.ofHours(1);
    /** For a stop by force, on top of the patience with a server that is busy stopping. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final InstanceDirectory directory;
    private final Launcher launcher;
    private final Duration startTimeout;
    private final Duration stopTimeout;
    private final List<PostgresListener> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private volatile boolean running;

    Supervisor(InstanceDirectory directory, Launcher launcher, Duration startTimeout, Duration stopTimeout) {
        this.directory = directory;
        this.launcher = launcher;
        this.startTimeout = startTimeout;
        this.stopTimeout = stopTimeout;
    }

    void addListener(PostgresListener listener) {
        listeners.add(listener);
    }

    boolean isRunning() {
        return running;
    }

    /** Starts the server and, when it is ready, the thread that watches it. A failure here is for the caller. */
    void start() throws IOException, InterruptedException {
        var server = readyServer();
        running = true;
        Thread.ofPlatform().daemon().name("attune-postgres").start(() -> {
            try {
                watch(server);
            } finally {
                running = false;
                stopped.complete(null);
            }
        });
    }

    void stop() {
        stopRequested.complete(null);
        try {
            stopped.get(stopTimeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // The supervising thread goes on stopping; only the wait for it is over.
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.error("PostgreSQL could not be stopped; the next start deals with what is left of it", e);
        }
    }

    private void watch(ServerProcess first) {
        var server = first;
        try {
            while (true) {
                awaitEndOrStop(server);
                if (stopRequested.isDone()) {
                    running = false;
                    server.stop(stopTimeout);
                    return;
                }
                running = false;
                var since = System.nanoTime();
                var why = server.status();
                log.warn("PostgreSQL has died and is started again why={} log={}", why, directory.log());
                listeners.forEach(listener -> tell(() -> listener.lost(why)));
                var next = restarted();
                if (next == null) {
                    return;
                }
                server = next;
                running = true;
                var downFor = Duration.ofNanos(System.nanoTime() - since);
                log.info("PostgreSQL is back downFor={}", downFor);
                listeners.forEach(listener -> tell(() -> listener.recovered(downFor)));
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; were it to happen, the end of the JVM stops the server.
            log.error("the supervision of PostgreSQL was interrupted", e);
        }
    }

    /** A ready server, after as many attempts as needed; null when asked to stop meanwhile. */
    private @Nullable ServerProcess restarted() throws InterruptedException {
        var pause = FIRST_PAUSE;
        while (!stopRequested.isDone()) {
            try {
                return readyServer();
            } catch (IOException | RuntimeException e) {
                // Whatever stands in the way (a full disk, say) may go away; giving up would leave nobody to notice.
                log.error("PostgreSQL could not be started again nextAttemptIn={}", pause, e);
            }
            if (stopRequestedWithin(pause)) {
                return null;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return null;
    }

    private ServerProcess readyServer() throws IOException, InterruptedException {
        var server = launcher.launch();
        if (server.awaitReady(startTimeout)) {
            return server;
        }
        if (server.isAlive()) {
            server.stop(stopTimeout);
            throw new PostgresException(
                    Reason.START_FAILED,
                    "PostgreSQL was not ready within " + startTimeout.toSeconds() + " s. See " + directory.log() + ".");
        }
        throw Failures.ofProgram("postgres", directory.data(), new ServerLog(directory.log()).lastWords());
    }

    private void awaitEndOrStop(ServerProcess server) throws InterruptedException {
        var either = CompletableFuture.anyOf(server.ended(), stopRequested);
        while (!either.isDone()) {
            try {
                either.get(HOUSEKEEPING.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                pruneLog();
            } catch (ExecutionException e) {
                throw new IllegalStateException("waiting for a process cannot fail", e);
            }
        }
    }

    private boolean stopRequestedWithin(Duration pause) throws InterruptedException {
        try {
            stopRequested.get(pause.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request to stop cannot fail", e);
        }
    }

    private void pruneLog() {
        try {
            new ServerLog(directory.log()).prune();
        } catch (IOException e) {
            log.warn("old log files were not deleted directory={}", directory.log(), e);
        }
    }

    private static void tell(Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException e) {
            log.error("a listener failed; the database is not affected", e);
        }
    }
}
