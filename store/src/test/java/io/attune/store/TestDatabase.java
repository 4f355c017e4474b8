package io.attune.store;

import io.attune.postgres.ConnectionInfo;
import io.attune.postgres.EmbeddedPostgres;
import io.attune.postgres.EmbeddedPostgresConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fresh, migrated database on a throw-away PostgreSQL that all tests of one JVM share. Open one per test class, close it after.
 */
public final class TestDatabase implements AutoCloseable {
    private static final String TEMPLATE = "template_attune";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Database database;
    private final ConnectionInfo connection;

    private TestDatabase(Database database, ConnectionInfo connection) {
        this.database = database;
        this.connection = connection;
    }

    public static TestDatabase open() {
        var server = Server.CONNECTION;
        var name = "test_" + NUMBER.incrementAndGet();
        copyTemplate(server, name);
        var own = server.withDatabase(name);
        return new TestDatabase(Database.open(config(own)), own);
    }

    public Database database() {
        return database;
    }

    public Transactions transactions() {
        return database.transactions();
    }

    /** How to connect beside the pools, as the owner of the tables: row-level security does not bind it. */
    public ConnectionInfo connection() {
        return connection;
    }

    @Override
    public void close() {
        database.close();
    }

    private static DatabaseConfig config(ConnectionInfo connection) {
        return new DatabaseConfig(connection.jdbcUrl(), connection.user(), connection.password(), Map.of(), 8, 8);
    }

    // One at a time: a template must have no other connection while it is copied.
    private static synchronized void copyTemplate(ConnectionInfo server, String name) {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("create database " + name + " template " + TEMPLATE);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create the test database " + name, e);
        }
    }

    /** Started by the first test that needs it; dies with the JVM. */
    private static final class Server {
        static final ConnectionInfo CONNECTION = start();

        private static ConnectionInfo start() {
            try {
                var directory = Files.createTempDirectory("attune-test-");
                var postgres = EmbeddedPostgres.start(EmbeddedPostgresConfig.throwAway(directory));
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    postgres.stop();
                    delete(directory);
                }));
                var connection = postgres.connection();
                try (var plain = connection.connect();
                        var statement = plain.createStatement()) {
                    statement.execute("create database " + TEMPLATE);
                }
                Database.open(config(connection.withDatabase(TEMPLATE))).close();
                return connection;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot create the template database", e);
            }
        }

        private static void delete(Path directory) {
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
