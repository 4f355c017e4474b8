package io.attune.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Data keys on a real database: made once, wrapped by a master key that is not there, moved to another one. */
class StoredDataKeysTest {
    private static final MasterKey OLD = MasterKey.of("the master key that was there first");
    private static final MasterKey NEW = MasterKey.of("the master key that came afterwards");
    private static final Owner RED = new Owner.Tenant(new TenantId(1));

    private final TestDatabase database = TestDatabase.open();
    private final Transactions transactions = database.transactions();

    @AfterEach
    void close() {
        database.close();
    }

    private StoredDataKeys open(MasterKey current, MasterKey... previous) {
        return StoredDataKeys.open(transactions, new MasterKeys(current, List.of(previous)));
    }

    @Test
    void ofManyWhoNeedAKeyAtOnceOneMakesIt() throws Exception {
        var processes = LongStream.range(0, 4).mapToObj(_ -> open(OLD)).toList();
        var together = new CountDownLatch(1);
        List<Callable<Long>> askers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            var process = processes.get(i % 4);
            askers.add(() -> {
                together.await(10, TimeUnit.SECONDS);
                return process.current(RED).id();
            });
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = askers.stream().map(threads::submit).toList();
            together.countDown();
            for (var answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS))
                        .isEqualTo(processes.getFirst().current(RED).id());
            }
        }
        assertThat(keysOf(1)).isEqualTo(1);
    }

    @Test
    void aKeyStaysWhenTheTransactionThatNeededItIsRolledBack() {
        var box = new SecretBox(open(OLD));
        var sealed = new ArrayList<String>();

        assertThatThrownBy(() -> transactions.engineTask(_ -> {
                    sealed.add(box.seal(RED, "hunter2", "here"));
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(new SecretBox(open(OLD)).open(RED, sealed.getFirst(), "here"))
                .isEqualTo("hunter2");
    }

    @Test
    void everyTenantHasAKeyOfItsOwnAndKeysAreStoredWrapped() {
        var keys = open(OLD);

        var red = keys.current(RED);
        var blue = keys.current(new Owner.Tenant(new TenantId(2)));
        var system = keys.current(new Owner.Platform());

        assertThat(List.of(red.id(), blue.id(), system.id())).doesNotHaveDuplicates();
        assertThat(List.of(red.key(), blue.key(), system.key())).doesNotHaveDuplicates();
        assertThat(open(OLD).get(red.id()).key()).isEqualTo(red.key());
        List<String> stored = transactions.engine(
                tx -> tx.sql().fetch("select wrapped from data_key").getValues(0, String.class));
        assertThat(stored)
                .doesNotContain(
                        java.util.Base64.getEncoder().encodeToString(red.key().getEncoded()));
    }

    @Test
    void anotherProcessFindsTheKeyOfAValueItHasNotSeen() {
        var early = new SecretBox(open(OLD));
        var late = new SecretBox(open(OLD));

        var sealed = late.seal(RED, "hunter2", "here");

        assertThat(early.open(RED, sealed, "here")).isEqualTo("hunter2");
    }

    @Test
    void aProcessWithoutTheMasterKeyDoesNotStart() {
        var _ = open(OLD).current(RED);

        assertThatThrownBy(() -> open(NEW))
                .isInstanceOf(UnknownMasterKeyException.class)
                .hasMessageContaining(OLD.id())
                .hasMessageContaining(NEW.id());
    }

    @Test
    void untilARotationTheKeyInUseWrapsNewDataKeysWhateverIsConfigured() {
        var _ = open(OLD).current(RED);

        var _ = open(NEW, OLD).current(new Owner.Tenant(new TenantId(2)));

        assertThat(open(OLD).current(new Owner.Tenant(new TenantId(2))).id()).isPositive();
        List<String> wrappedBy = transactions.engine(
                tx -> tx.sql().fetch("select distinct master_id from data_key").getValues(0, String.class));
        assertThat(wrappedBy).containsExactly(OLD.id());
    }

    @Test
    void aRotationMovesEveryKeyToTheNewMasterAndNoValueIsTouched() {
        var before = open(OLD);
        var sealed = new SecretBox(before).seal(RED, "hunter2", "here");
        var keys = open(NEW, OLD);

        int rewrapped = transactions.engine(tx -> new KeyRotation(keys).rotate(tx, NEW, false));

        assertThat(rewrapped).isEqualTo(1);
        assertThat(new SecretBox(open(NEW)).open(RED, sealed, "here")).isEqualTo("hunter2");
        assertThatThrownBy(() -> open(OLD)).isInstanceOf(UnknownMasterKeyException.class);
        assertThat((int) transactions.engine(tx -> new KeyRotation(keys).rotate(tx, NEW, false)))
                .as("again")
                .isZero();
    }

    @Test
    void aRunningProcessThatWasNotToldSaysSoServesWhatItKnowsAndSpoilsNothing() {
        var left = open(OLD);
        var box = new SecretBox(left);
        var sealed = box.seal(RED, "hunter2", "here");
        var keys = open(NEW, OLD);
        var _ = transactions.engine(tx -> new KeyRotation(keys).rotate(tx, NEW, false));

        left.refresh();

        assertThat(left.unknownMaster()).contains(NEW.id());
        assertThat(box.open(RED, sealed, "here")).isEqualTo("hunter2");
        var stranger = new Owner.Tenant(new TenantId(3));
        assertThatThrownBy(() -> box.seal(stranger, "hunter2", "here")).isInstanceOf(UnknownMasterKeyException.class);
        assertThat(keysOf(3)).isZero();
        var theirs = new SecretBox(keys).seal(stranger, "theirs", "here");
        assertThatThrownBy(() -> box.open(stranger, theirs, "here")).isInstanceOf(UnknownMasterKeyException.class);
    }

    @Test
    void renewedDataKeysSealNewValuesAndTheOldOnesStillOpen() {
        var keys = open(OLD);
        var other = open(OLD);
        var box = new SecretBox(keys);
        var sealed = box.seal(RED, "hunter2", "here");
        var _ = other.current(RED);

        var _ = transactions.engine(tx -> new KeyRotation(keys).rotate(tx, OLD, true));
        keys.refresh();
        other.refresh();

        assertThat(box.isUpToDate(RED, sealed)).isFalse();
        assertThat(box.isUpToDate(RED, box.seal(RED, "hunter2", "here"))).isTrue();
        assertThat(box.open(RED, sealed, "here")).isEqualTo("hunter2");
        assertThat(other.current(RED).id()).isEqualTo(keys.current(RED).id());
    }

    @Test
    void theApiReachesNeitherKeysNorTheirState() {
        for (var table : List.of("data_key", "encryption_state")) {
            assertThatThrownBy(() -> transactions.tenant(
                            new TenantScope(new TenantId(1), true),
                            tx -> tx.sql().fetch("select * from " + table)))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    private long keysOf(long tenant) {
        return transactions.engine(tx -> tx.sql()
                .fetchSingle("select count(*) from data_key where tenant_id = ?", tenant)
                .get(0, Long.class));
    }
}
