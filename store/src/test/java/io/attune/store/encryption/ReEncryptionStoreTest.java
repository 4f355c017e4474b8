package io.attune.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.encryption.ReEncryptionStore.Cursor;
import io.attune.store.encryption.ReEncryptionStore.Outdated;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.trigger.WebhookSecrets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stored values move to new data keys, batch by batch, whatever form they have. */
class ReEncryptionStoreTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final List<SealedColumn> COLUMNS = List.of(SecretValueStore.SEALED, WebhookSecrets.SEALED);

    private final TestDatabase database = TestDatabase.open();
    private final Transactions transactions = database.transactions();
    private final MasterKey master = MasterKey.of("0123456789abcdef0123456789abcdef");
    private final StoredDataKeys keys = StoredDataKeys.open(transactions, new MasterKeys(master, List.of()));
    private final SecretBox box = new SecretBox(keys);
    private final ReEncryptionStore store = new ReEncryptionStore(box);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aWalkSealsEverythingAnewInBatchesAndNothingTwice() {
        for (int run = 1; run <= 5; run++) {
            insert(run, "/a", box.seal(TENANT, "a" + run, place(run, "/a")));
            insert(run, "/b", box.seal(TENANT, "b" + run, place(run, "/b")));
        }
        renew();
        insert(6, "/a", box.seal(TENANT, "a6", place(6, "/a")));
        assertThat(outdated()).isEqualTo(new Outdated(10, 0));

        assertThat(walk(SecretValueStore.SEALED, 3)).isEqualTo(10);

        assertThat(outdated()).isEqualTo(new Outdated(0, 0));
        assertThat(walk(SecretValueStore.SEALED, 3)).isZero();
        for (int run = 1; run <= 5; run++) {
            assertThat(box.isUpToDate(new Owner.Tenant(TENANT), stored(run, "/b")))
                    .isTrue();
            assertThat(box.open(TENANT, stored(run, "/b"), place(run, "/b"))).isEqualTo("b" + run);
        }
    }

    @Test
    void valuesOfOlderFormsMoveAlong() {
        transactions.engineTask(tx -> tx.sql().execute("""
                        insert into trigger (ref, label, webhook_config)
                        values ('p.t', 'T', jsonb_build_object('hmac', jsonb_build_object('sealed_secret',
                            'v1:96474925:7oAhVLbqDxGCGR4Hj/n5dIn+rxxWLcQjGrFbCJX3CMg8xw8='))),
                            ('p.plain', 'Plain', '{}')
                        """));
        assertThat(outdated()).isEqualTo(new Outdated(1, 1));

        assertThat(walk(WebhookSecrets.SEALED, 10)).isEqualTo(1);

        assertThat(outdated()).isEqualTo(new Outdated(0, 0));
        var sealed = transactions.engine(tx -> tx.sql()
                .fetchSingle("select webhook_config #>> '{hmac,sealed_secret}' from trigger where ref = 'p.t'")
                .get(0, String.class));
        assertThat(box.open(new Owner.Platform(), sealed, WebhookSecrets.belongsTo("p.t")))
                .isEqualTo("hunter2");
    }

    @Test
    void aValueThatDoesNotOpenIsNamedAndStaysAsItIs() {
        insert(1, "/a", "v2:999:AAAA");
        insert(2, "/a", "v1:00000000:AAAA");

        var step = transactions.engine(tx -> store.step(tx, SecretValueStore.SEALED, Cursor.START, 10));

        assertThat(step.unreadable()).containsExactly(place(1, "/a"), place(2, "/a"));
        assertThat(step.sealedAnew()).isZero();
        assertThat(stored(1, "/a")).isEqualTo("v2:999:AAAA");
    }

    @Test
    void progressIsKeptAndANewRotationOutlivesTheEndOfTheOneBefore() {
        transactions.engineTask(store::start);
        var first = transactions.engine(store::progress);
        assertThat(first.isRunning()).isTrue();
        transactions.engineTask(tx -> store.advance(tx, 7));
        assertThat(transactions.engine(store::progress).reEncrypted()).isEqualTo(7);

        transactions.engineTask(store::start);
        transactions.engineTask(tx -> store.finish(tx, java.util.Objects.requireNonNull(first.started())));
        assertThat(transactions.engine(store::progress).isRunning()).isTrue();

        var second = transactions.engine(store::progress);
        transactions.engineTask(tx -> store.finish(tx, java.util.Objects.requireNonNull(second.started())));
        assertThat(transactions.engine(store::progress).isRunning()).isFalse();
    }

    private void renew() {
        var _ = transactions.engine(tx -> new KeyRotation(keys).rotate(tx, master, true));
        keys.refresh();
    }

    private int walk(SealedColumn column, int batch) {
        int sealedAnew = 0;
        var cursor = Cursor.START;
        while (!cursor.done()) {
            var from = cursor;
            var step = transactions.engine(tx -> store.step(tx, column, from, batch));
            sealedAnew += step.sealedAnew();
            cursor = step.next();
        }
        return sealedAnew;
    }

    private Outdated outdated() {
        return transactions.engine(tx -> store.outdated(tx, COLUMNS));
    }

    private static String place(long run, String path) {
        return SecretValueStore.SEALED.place().of(run, "execution_config" + path);
    }

    private void insert(long run, String path, String sealed) {
        transactions.engineTask(tx -> tx.sql().execute("""
                        insert into execution_secret_value (entity_type, entity_id, json_path, source_kind, tenant_id, sealed)
                        values ('execution_config', ?, ?, 'parameter_schema', ?, ?)
                        """, run, path, TENANT.value(), sealed));
    }

    private String stored(long run, String path) {
        return transactions.engine(tx -> tx.sql()
                .fetchSingle(
                        "select sealed from execution_secret_value where entity_id = ? and json_path = ?", run, path)
                .get(0, String.class));
    }
}
