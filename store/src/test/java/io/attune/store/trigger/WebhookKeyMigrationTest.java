package io.attune.store.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.TriggerId;
import io.attune.postgres.ConnectionInfo;
import io.attune.store.Database;
import io.attune.store.DatabaseConfig;
import io.attune.store.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Keys that a version before V016 stored in clear are found by their hash at once, and sealed by the first start (SEC-10). */
class WebhookKeyMigrationTest {
    private static final String KEY = "wh_000102030405060708090a0b0c0d0e0f";
    /** {@code printf wh_0001…0e0f | sha256sum}. */
    private static final String HASH = "41a25a85ca7efeef8474024427f1ff9414f1499d38f5dc0ce65f871e70aba8a2";

    private final TriggerStore triggers = new TriggerStore();

    @Test
    void aClearKeyIsHashedByTheMigrationAndGoneOnceItIsSealed() throws SQLException {
        try (var any = TestDatabase.open()) {
            var old = any.connection().withDatabase("keys_before_v016");
            execute(any.connection(), "create database keys_before_v016");
            Flyway.configure()
                    .dataSource(old.jdbcUrl(), old.user(), old.password())
                    .locations("classpath:db/migration")
                    .target("015")
                    .load()
                    .migrate();
            execute(old, """
                    insert into trigger (ref, label, webhook_enabled, webhook_key)
                    values ('p.open', 'Open', true, '%s'), ('p.closed', 'Closed', false, null)
                    """.formatted(KEY));

            try (var database =
                    Database.open(new DatabaseConfig(old.jdbcUrl(), old.user(), old.password(), Map.of(), 2, 2))) {
                var clear = database.transactions().engine(tx -> triggers.listClearKeys(tx, 10));
                assertThat(clear).extracting(TriggerStore.ClearKey::key).containsExactly(KEY);
                assertThat(stored(database, clear.getFirst().trigger())).isEqualTo(HASH + " null " + KEY);

                database.transactions()
                        .engineTask(tx -> triggers.sealKey(tx, clear.getFirst().trigger(), "v2:1:sealed"));

                assertThat(stored(database, clear.getFirst().trigger())).isEqualTo(HASH + " v2:1:sealed null");
                assertThat(database.transactions()
                                .<List<TriggerStore.ClearKey>>engine(tx -> triggers.listClearKeys(tx, 10)))
                        .isEmpty();
            }
        }
    }

    private static String stored(Database database, TriggerId trigger) {
        return database.transactions()
                .engine(tx -> tx.sql()
                        .fetchSingle(
                                "select format('%s %s %s', webhook_key_hash, coalesce(webhook_key_sealed, 'null'),"
                                        + " coalesce(webhook_key_clear, 'null')) from trigger where id = ?",
                                trigger.value())
                        .get(0, String.class));
    }

    private static void execute(ConnectionInfo where, String sql) throws SQLException {
        try (var connection = where.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
