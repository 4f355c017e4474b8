package io.attune.server.boot;

import io.attune.postgres.EmbeddedPostgres;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.store.Database;
import io.attune.store.DatabaseConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Opens the database of this process on first use, after waiting for the embedded server where there is one. */
@Singleton
public class PlatformDatabase {
    private final Settings settings;

    /** Guarded by this. */
    private @Nullable Database database;

    @Inject
    PlatformDatabase(Settings settings) {
        this.settings = settings;
    }

    /** The open, migrated database. The first caller waits for it; the others wait for the first. */
    public synchronized Database open() {
        var open = database;
        if (open == null) {
            open = Database.open(config());
            database = open;
        }
        return open;
    }

    /** Closes the connections; the embedded server itself is stopped by who started it. */
    public synchronized void close() {
        if (database != null) {
            database.close();
            database = null;
        }
    }

    private DatabaseConfig config() {
        int api = settings.get(ConfigKeys.DATABASE_API_CONNECTIONS);
        int engine = settings.get(ConfigKeys.DATABASE_ENGINE_CONNECTIONS);
        String url = settings.get(ConfigKeys.DATABASE_URL);
        if (!url.isBlank()) {
            return DatabaseUrl.parse(url, api, engine);
        }
        var postgres = Launch.received()
                .flatMap(Launch::postgres)
                .map(PlatformDatabase::await)
                .orElseThrow(() -> new IllegalStateException("no database.url and no embedded server was started"));
        var connection = postgres.connection();
        return new DatabaseConfig(
                connection.jdbcUrl(), connection.user(), connection.password(), Map.of(), api, engine);
    }

    private static EmbeddedPostgres await(Future<EmbeddedPostgres> starting) {
        try {
            return starting.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL was starting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("PostgreSQL did not start", e.getCause());
        }
    }
}
