package io.attune.store.change;

import io.attune.store.Database;
import io.attune.store.Postmark;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells its listeners what was committed, by this process or another (design.md §4 step 7). Best effort: while the connection is down
 * changes are missed, and {@link Change.Resync} follows when it is back. One thread of its own; listeners run on it and must be quick.
 */
public final class ChangeFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
    private static final int POLL_MILLIS = 500;
    private static final int FIRST_PAUSE_MILLIS = 100;
    private static final int LONGEST_PAUSE_MILLIS = 5_000;

    private final Database database;
    private final Consumer<Duration> lag;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean closed;

    /** Nobody measures it. */
    public ChangeFeed(Database database) {
        this(database, _ -> {});
    }

    /** @param lag hears, of what this process itself announces, how long it was under way; from before the commit until it is told */
    public ChangeFeed(Database database, Consumer<Duration> lag) {
        this.database = database;
        this.lag = lag;
    }

    private record Listener(Consumer<Change> consumer, boolean ofOthersOnly) {}

    /** Adds a listener; close the answer to remove it. */
    public Subscription subscribe(Consumer<Change> listener) {
        return add(new Listener(listener, false));
    }

    /** As {@link #subscribe}, for one who learns otherwise of what this process itself changes. */
    public Subscription subscribeToOthers(Consumer<Change> listener) {
        return add(new Listener(listener, true));
    }

    private Subscription add(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends a subscription. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Starts listening; returns at once. */
    public synchronized void start() {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("attune-changes").start(this::run);
        }
    }

    private void run() {
        int pause = FIRST_PAUSE_MILLIS;
        boolean lost = false;
        while (!closed) {
            try (var connection = database.dedicatedConnection()) {
                listen(connection);
                if (lost) {
                    log.info("the change feed is back");
                    tell(new Change.Resync(), false);
                    lost = false;
                }
                pause = FIRST_PAUSE_MILLIS;
                follow(connection);
            } catch (SQLException e) {
                if (closed) {
                    return;
                }
                if (!lost) {
                    log.warn("lost the change feed, will connect again cause={}", e.getMessage());
                    lost = true;
                }
                if (!pause(pause)) {
                    return;
                }
                pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private static void listen(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + Changes.CHANNEL);
        }
    }

    private void follow(Connection connection) throws SQLException {
        var postgres = connection.unwrap(PGConnection.class);
        while (!closed) {
            var notifications = postgres.getNotifications(POLL_MILLIS);
            if (notifications == null) {
                continue;
            }
            for (var notification : notifications) {
                String line = notification.getParameter();
                var age = Postmark.age(line, database.origin());
                age.ifPresent(lag);
                Change.parse(line).ifPresent(change -> tell(change, age.isPresent()));
            }
        }
    }

    private void tell(Change change, boolean own) {
        for (var listener : listeners) {
            if (own && listener.ofOthersOnly()) {
                continue;
            }
            try {
                listener.consumer().accept(change);
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("a listener to changes failed");
            }
        }
    }

    /** @return whether to go on */
    private boolean pause(int millis) {
        try {
            return !stopped.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Stops within the poll interval. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            stopped.countDown();
            running = thread;
        }
        if (running != null) {
            try {
                running.join(2L * POLL_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
