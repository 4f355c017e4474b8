package io.attune.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.postgresql.Driver;

/**
 * The connections to one PostgreSQL: a pool whose connections are {@code attune_api}, under row-level security, and one whose connections
 * are {@code attune_engine}. Opening applies outstanding migrations.
 */
public final class Database implements AutoCloseable {
    private static final int OLDEST_VERSION = 16;
    /** Of the bundled server, whose socket is no network's. */
    private static final String SOCKET_FACTORY = "socketFactory";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    /** A request waits no longer than this for a connection, and no statement of a request holds one longer than that. */
    private static final Duration API_WAIT = Duration.ofSeconds(5);

    /** Beyond what a statement may take: nobody waits for ever for a network that lost the answer. */
    private static final Duration API_SILENCE = Duration.ofSeconds(60);

    private static final Duration ENGINE_SILENCE = Duration.ofMinutes(5);

    private static final String API_INIT = "set role attune_api; set statement_timeout to '30s'";
    private static final Duration ENGINE_WAIT = Duration.ofSeconds(10);

    /**
     * The engine runs the same few statements all the time; PostgreSQL would plan most of them anew each time, for as much as they cost to run.
     * A plan that is kept outlives the sizes it was made for: one of a table that was empty must not read all of it when it holds a million
     * rows. So there are only plans that find rows by their keys, which is what the engine does.
     */
    private static final String ENGINE_INIT = "set role attune_engine; set plan_cache_mode to force_generic_plan;"
            + " set enable_seqscan to off; set enable_hashjoin to off; set enable_mergejoin to off";

    private final DatabaseConfig config;
    private final HikariDataSource api;
    private final HikariDataSource engine;
    private final Transactions transactions;
    private final String origin = Long.toString(new SecureRandom().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);

    private Database(DatabaseConfig config, HikariDataSource api, HikariDataSource engine) {
        this.config = config;
        this.api = api;
        this.engine = engine;
        this.transactions = new Transactions(api, engine, new Apart(this), origin);
    }

    /** @throws DatabaseUnavailableException if the server does not answer or a migration fails */
    public static Database open(DatabaseConfig config) {
        try {
            requireVersion(config);
            migrate(config);
            return new Database(
                    config,
                    pool(config, "api", API_INIT, config.apiConnections(), API_WAIT, API_SILENCE),
                    pool(config, "engine", ENGINE_INIT, config.engineConnections(), ENGINE_WAIT, ENGINE_SILENCE));
        } catch (SQLException | RuntimeException e) {
            throw new DatabaseUnavailableException(
                    "cannot open the database at " + config.jdbcUrl() + ": " + rootMessage(e), e);
        }
    }

    /** What the driver said, without the pages that tools wrap around it, and what it leaves out. */
    private static String rootMessage(Throwable failure) {
        var root = failure;
        while (root.getCause() != null && !(root instanceof SQLException)) {
            root = root.getCause();
        }
        var message = String.valueOf(root.getMessage());
        if (root.getCause() instanceof UnknownHostException host) {
            return message + " There is no host " + host.getMessage() + ".";
        }
        return SqlState.of(failure).equals(INSUFFICIENT_PRIVILEGE)
                ? message.lines().findFirst().orElse(message)
                        + ". The user must own the database and be allowed to make the two roles of the platform: alter role … createrole"
                : message;
    }

    private static void requireVersion(DatabaseConfig config) throws SQLException {
        try (var connection = new DriverDataSource(config).getConnection();
                var statement = connection.createStatement();
                var version = statement.executeQuery(
                        "select current_setting('server_version_num')::int, current_setting('server_version')")) {
            if (version.next() && version.getInt(1) < OLDEST_VERSION * 10_000) {
                throw new IllegalStateException(
                        "PostgreSQL " + OLDEST_VERSION + " or newer is needed, this is " + version.getString(2));
            }
        }
    }

    private static void migrate(DatabaseConfig config) {
        Flyway.configure()
                .dataSource(new DriverDataSource(config))
                .locations("classpath:db/migration")
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }

    private static HikariDataSource pool(
            DatabaseConfig config, String name, String initSql, int connections, Duration wait, Duration silence) {
        var pool = new HikariConfig();
        pool.setPoolName("attune-" + name);
        pool.setDriverClassName(Driver.class.getName());
        pool.setJdbcUrl(config.jdbcUrl());
        pool.setUsername(config.user());
        pool.setPassword(config.password());
        if (!config.jdbcUrl().contains(SOCKET_FACTORY)) {
            pool.addDataSourceProperty("tcpKeepAlive", "true");
            pool.addDataSourceProperty("socketTimeout", Long.toString(silence.toSeconds()));
        }
        config.driverProperties().forEach(pool::addDataSourceProperty);
        pool.addDataSourceProperty("reWriteBatchedInserts", "true");
        pool.addDataSourceProperty("ApplicationName", "attune-" + name);
        pool.addDataSourceProperty("prepareThreshold", "2");
        pool.setConnectionInitSql(initSql);
        // Commits the statement above. In an open transaction the first rollback would take the role back, and
        // with it the row-level security of every later user of the connection.
        pool.setIsolateInternalQueries(true);
        pool.setAutoCommit(false);
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(1);
        pool.setIdleTimeout(600_000);
        pool.setConnectionTimeout(wait.toMillis());
        pool.setInitializationFailTimeout(10_000);
        return new HikariDataSource(pool);
    }

    public Transactions transactions() {
        return transactions;
    }

    /** The name under which this process announces what it changes; another one after each start. */
    public String origin() {
        return origin;
    }

    /** Opens a connection outside the pools, for LISTEN or an advisory lock held for long; the caller closes it. */
    public Connection dedicatedConnection() throws SQLException {
        var connection = new DriverDataSource(config).getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("set role attune_engine");
        }
        return connection;
    }

    /** Whether the database answers now, found out within a few seconds and without waiting for a free connection of the pools. */
    public boolean isReachable() {
        var properties = new Properties();
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "2");
        properties.setProperty("socketTimeout", "2");
        try (var connection = new DriverDataSource(config).getConnection(properties)) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        api.close();
        engine.close();
    }

    /** Each connection is opened for one transaction. */
    private record Apart(Database database) implements SimpleDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            return database.dedicatedConnection();
        }
    }

    /** Plain driver connections, for migrations and listeners. */
    private record DriverDataSource(DatabaseConfig config) implements SimpleDataSource {
        @Override
        public Connection getConnection() throws SQLException {
            return getConnection(new Properties());
        }

        private Connection getConnection(Properties properties) throws SQLException {
            properties.putAll(config.driverProperties());
            properties.setProperty("user", config.user());
            properties.setProperty("password", config.password());
            // Not by DriverManager: it knows a driver for the class loader that first asked for one only.
            var connection = new Driver().connect(config.jdbcUrl(), properties);
            if (connection == null) {
                throw new SQLException("not a URL of PostgreSQL");
            }
            return connection;
        }
    }
}
