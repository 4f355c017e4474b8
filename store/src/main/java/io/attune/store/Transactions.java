package io.attune.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;

/**
 * The only doors to the database. A transaction is opened by a driver or a resource, never inside a store; nothing slow happens in it.
 */
public final class Transactions {
    private final DataSource api;
    private final DataSource engine;
    private final DataSource apart;
    private final String origin;

    /**
     * @param apart connections of the engine outside the pools
     * @param origin of what is announced
     */
    Transactions(DataSource api, DataSource engine, DataSource apart, String origin) {
        this.origin = origin;
        this.api = api;
        this.engine = engine;
        this.apart = apart;
    }

    /** Work that answers a value. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Tx tx);
    }

    /** Work without an answer. */
    @FunctionalInterface
    public interface Task {
        void run(Tx tx);
    }

    /** Runs under row-level security: sees the rows of the tenant and of the system, whatever its statements say. */
    public <T> T tenant(TenantScope scope, Work<T> work) {
        return run(
                api,
                connection -> {
                    try (var settings = connection.prepareStatement(
                            "select set_config('attune.tenant_id', ?, true), set_config('attune.operator', ?, true)")) {
                        settings.setString(1, Long.toString(scope.tenant().value()));
                        settings.setString(2, scope.operator() ? "on" : "off");
                        settings.execute();
                    }
                },
                work);
    }

    public void tenantTask(TenantScope scope, Task task) {
        var _ = this.<Boolean>tenant(scope, tx -> {
            task.run(tx);
            return true;
        });
    }

    /** Runs as the engine, which serves all tenants and filters by itself. */
    public <T> T engine(Work<T> work) {
        return run(engine, _ -> {}, work);
    }

    /** As {@link #engine}, for reading only: every statement sees what was committed when the first one began. */
    public <T> T engineView(Work<T> work) {
        return run(
                engine,
                connection -> {
                    try (var settings = connection.createStatement()) {
                        settings.execute("set transaction isolation level repeatable read, read only");
                    }
                },
                work);
    }

    public void engineTask(Task task) {
        var _ = this.<Boolean>engine(tx -> {
            task.run(tx);
            return true;
        });
    }

    /**
     * Runs as the engine on a connection of its own, for the rare thing that is needed in the middle of a transaction and must stay whatever
     * becomes of that one. It must not wait for a lock that its caller may hold.
     */
    public <T> T apart(Work<T> work) {
        return run(apart, connection -> connection.setAutoCommit(false), work);
    }

    @FunctionalInterface
    private interface Preparation {
        void apply(Connection connection) throws SQLException;
    }

    private <T> T run(DataSource pool, Preparation preparation, Work<T> work) {
        Tx tx = null;
        boolean committed = false;
        T answer;
        try (var connection = pool.getConnection()) {
            try {
                preparation.apply(connection);
                tx = new Tx(connection, origin);
                answer = work.run(tx);
                tx.commit();
                committed = true;
            } catch (Throwable e) {
                rollback(connection, e);
                throw e;
            }
        } catch (SQLTransientConnectionException e) {
            throw new DatabaseUnavailableException("no database connection became free in time", e);
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("the database did not take the transaction", e);
        } finally {
            // Also when the connection could not be given back after the commit: somebody may wait for what follows.
            if (tx != null && committed) {
                tx.committed();
            } else if (tx != null) {
                tx.failed();
            }
        }
        return answer;
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
