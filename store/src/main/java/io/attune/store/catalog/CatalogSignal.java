package io.attune.store.catalog;

import io.attune.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGConnection;

/** Hears that some transaction changed the catalog. Holds a connection of its own. */
public final class CatalogSignal implements AutoCloseable {
    private final Connection connection;

    private CatalogSignal(Connection connection) {
        this.connection = connection;
    }

    /** Hears every change that commits after this returns. */
    public static CatalogSignal listen(Database database) throws SQLException {
        var connection = database.dedicatedConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("listen attune_catalog");
            return new CatalogSignal(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Returns when the catalog changed, or after {@code longest}. Several changes may be one return. */
    public void await(Duration longest) throws SQLException {
        var _ = connection.unwrap(PGConnection.class).getNotifications(Math.toIntExact(longest.toMillis()));
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
