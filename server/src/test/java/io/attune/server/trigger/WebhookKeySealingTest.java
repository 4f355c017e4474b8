package io.attune.server.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.catalog.Trigger;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.tenant.TenantStore;
import io.attune.store.trigger.TriggerStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys in clear, as the migration of an earlier version leaves them, do not survive a start (SEC-10). */
class WebhookKeySealingTest {
    private static final String KEY = "wh_000102030405060708090a0b0c0d0e0f";

    private static TestDatabase database;

    private final Transactions transactions = database.transactions();
    private final TriggerStore triggers = new TriggerStore();
    private final WebhookKeys keys = new WebhookKeys(MemoryDataKeys.box());

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void theKeyIsSealedAndShownAgainAndItsAddressStays() {
        transactions.engineTask(tx -> {
            tx.sql()
                    .execute(
                            "insert into trigger (ref, label, webhook_enabled, webhook_key_hash, webhook_key_clear)"
                                    + " values ('p.old', 'Old', true, ?, ?)",
                            WebhookKeys.hash(KEY),
                            KEY);
            tx.sql().execute("insert into trigger (ref, label) values ('p.closed', 'Closed')");
        });

        new WebhookKeySealing(transactions, triggers, keys).start();

        var old = find("p.old");
        assertThat(keys.shown(old)).contains(KEY);
        assertThat(keys.shown(find("p.closed"))).isEmpty();
        assertThat(transactions.<String>engine(tx -> tx.sql()
                        .fetchSingle("select trigger::text from trigger where ref = 'p.old'")
                        .get(0, String.class)))
                .contains(WebhookKeys.hash(KEY))
                .doesNotContain(KEY);
    }

    private Trigger find(String ref) {
        var scope = new TenantScope(TenantStore.SYSTEM, true);
        return transactions.engine(tx -> triggers.find(tx, scope, ref)).orElseThrow();
    }
}
