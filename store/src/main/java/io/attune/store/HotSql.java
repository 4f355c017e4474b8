package io.attune.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/**
 * Plain statements for the main road, where the same few texts run thousands of times a second with arrays of values: past jOOQ's
 * rendering, prepared once per connection by the driver. Failures are the {@link DataAccessException}s that jOOQ throws, too.
 */
public final class HotSql {
    private HotSql() {}

    /** Reads the current row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Sets the values of a statement. */
    @FunctionalInterface
    public interface Values {
        void bind(Connection connection, PreparedStatement statement) throws SQLException;
    }

    public static <T> List<T> query(Tx tx, String sql, Values values, Row<T> row) {
        var connection = tx.connection();
        try (var statement = connection.prepareStatement(sql)) {
            values.bind(connection, statement);
            try (var rows = statement.executeQuery()) {
                List<T> read = new ArrayList<>();
                while (rows.next()) {
                    read.add(row.read(rows));
                }
                return read;
            }
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** @return how many rows were written */
    public static int update(Tx tx, String sql, Values values) {
        var connection = tx.connection();
        try (var statement = connection.prepareStatement(sql)) {
            values.bind(connection, statement);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** An array of one value per item, for {@code unnest}. */
    public static <T> Array bigints(
            Connection connection, Collection<T> items, Function<? super T, @Nullable Long> value) throws SQLException {
        var column = new Long[items.size()];
        int i = 0;
        for (T item : items) {
            column[i++] = value.apply(item);
        }
        return connection.createArrayOf("bigint", column);
    }

    /** As {@link #bigints}, for text and whatever the statement casts text to. */
    public static <T> Array texts(
            Connection connection, Collection<T> items, Function<? super T, @Nullable String> value)
            throws SQLException {
        var column = new String[items.size()];
        int i = 0;
        for (T item : items) {
            column[i++] = value.apply(item);
        }
        return connection.createArrayOf("text", column);
    }

    private static DataAccessException failed(String sql, SQLException cause) {
        return new DataAccessException("SQL [" + sql.strip() + "]; " + cause.getMessage(), cause);
    }
}
