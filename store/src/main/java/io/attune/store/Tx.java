package io.attune.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;

/** One open transaction. Store methods take it as their first parameter: a signature shows what is atomic. Used by one thread. */
public final class Tx {
    private static final Settings SETTINGS = new Settings()
            .withRenderSchema(false)
            .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
            .withExecuteLogging(false);

    private static final String LAZY = "set local synchronous_commit = off; ";
    private static final String ANNOUNCE =
            "select pg_notify(channel, line) from unnest(?, ?) as announced (channel, line); ";

    private final Connection connection;
    private final String origin;
    private final DSLContext sql;
    private final List<Parting> partings = new ArrayList<>();
    private final List<Announcement> announcements = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final List<Runnable> afterFailure = new ArrayList<>();
    private final Map<Class<? extends Closing>, Closing> closings = new LinkedHashMap<>();
    private boolean lazy;
    private boolean durable;

    private record Announcement(String channel, String line) {}

    private record Parting(String sql, Arguments arguments) {}

    /** Sets the values of a statement that stands among others. */
    @FunctionalInterface
    public interface Arguments {
        /**
         * @param first the number of its first value
         * @return the number after that of its last
         */
        int bind(Connection connection, PreparedStatement statement, int first) throws SQLException;
    }

    /** Work that is collected while a transaction goes on and done once, as the last thing before its commit. */
    public interface Closing {
        void close(Tx tx);
    }

    /** @param origin of what is announced */
    Tx(Connection connection, String origin) {
        this.connection = connection;
        this.origin = origin;
        this.sql = DSL.using(connection, SQLDialect.POSTGRES, SETTINGS);
    }

    /** For typed and plain SQL alike; values are always bound. */
    public DSLContext sql() {
        return sql;
    }

    /** For the hot statements that go past jOOQ: batches with arrays. Not to be closed, committed or kept. */
    public Connection connection() {
        return connection;
    }

    /**
     * Registers what must follow the commit. It runs on the committing thread, must be quick, and must be safe to lose: a sweep finds
     * what a crash forgot.
     */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Registers what must follow when the transaction is not committed, as far as anybody can tell; like {@link #afterCommit} else. */
    public void afterFailure(Runnable action) {
        afterFailure.add(action);
    }

    /**
     * The closing work of that kind, made on first use. It is for what takes locks that come last in the order, whenever in the transaction
     * it turns out to be needed.
     */
    public <T extends Closing> T closing(Class<T> kind, Supplier<T> fresh) {
        return kind.cast(closings.computeIfAbsent(kind, _ -> fresh.get()));
    }

    /** The closing work of that kind, if there is any yet. */
    public <T extends Closing> Optional<T> findClosing(Class<T> kind) {
        return Optional.ofNullable(closings.get(kind)).map(kind::cast);
    }

    /**
     * Writes something as the last act of the transaction, in the order of the calls, together with the commit: it costs no round trip. Nobody
     * learns how many rows it wrote, and nothing in the same transaction may depend on them.
     */
    public void writeLast(String sql, Arguments arguments) {
        partings.add(new Parting(sql, arguments));
    }

    /**
     * Sends lines to those who listen to the channel when the transaction commits, and never when it does not. Each ends in a {@link Postmark}.
     */
    public void announce(String channel, Collection<String> lines) {
        lines.forEach(line -> announcements.add(new Announcement(channel, line)));
    }

    /**
     * Lets the commit not wait for the disk: a crash of the database may undo it, as long as no later transaction was committed that does wait.
     * For what would then be done once more from what is stored, and has no effect outside before such a later commit.
     */
    public void commitLazily() {
        lazy = true;
    }

    /** Lets the commit wait for the disk, whatever else is asked: for what has an effect outside as soon as it is committed. */
    public void commitDurably() {
        durable = true;
    }

    void commit() throws SQLException {
        closings.values().forEach(closing -> closing.close(this));
        boolean waitsForDisk = durable || !lazy;
        if (!partings.isEmpty() || !announcements.isEmpty() || !waitsForDisk) {
            part(waitsForDisk);
        }
        // After the above the driver has nothing left to send; but the pool has to hear of it.
        connection.commit();
    }

    /** One round trip for all: on the main road every transaction announces something. */
    private void part(boolean waitsForDisk) throws SQLException {
        var sql = new StringBuilder(waitsForDisk ? "" : LAZY);
        partings.forEach(parting -> sql.append(parting.sql()).append("; "));
        if (!announcements.isEmpty()) {
            sql.append(ANNOUNCE);
        }
        sql.append("commit");
        try (var last = connection.prepareStatement(sql.toString())) {
            int next = 1;
            for (Parting parting : partings) {
                next = parting.arguments().bind(connection, last, next);
            }
            if (!announcements.isEmpty()) {
                String mark = Postmark.now(origin);
                last.setArray(next, HotSql.texts(connection, announcements, Announcement::channel));
                last.setArray(next + 1, HotSql.texts(connection, announcements, announced -> announced.line() + mark));
            }
            last.execute();
        }
    }

    void committed() {
        runAll(afterCommit);
    }

    void failed() {
        runAll(afterFailure);
    }

    /** One that fails keeps none of the others from running. */
    private static void runAll(List<Runnable> actions) {
        RuntimeException failure = null;
        for (var action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
