package io.attune.store.ageing;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgeingStoreTest {
    private static TestDatabase database;
    private final AgeingStore store = new AgeingStore();

    @BeforeAll
    static void open() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasAStatementThatFitsItsTable(Ageable kind) {
        int none =
                database.transactions().engine(tx -> store.age(tx, kind, List.of(Long.MAX_VALUE), Duration.ofHours(1)));

        assertThat(none).isZero();
    }

    @Test
    void onlyTheNamedRowsGrowOlder() {
        long old = worker("old");
        long young = worker("young");

        int changed = database.transactions()
                .engine(tx -> store.age(tx, Ageable.WORKER_HEARTBEAT, List.of(old), Duration.ofMinutes(10)));

        assertThat(changed).isEqualTo(1);
        assertThat(silence(old)).isBetween(600L, 660L);
        assertThat(silence(young)).isLessThan(60L);
    }

    private static long worker(String name) {
        return database.transactions()
                .engine(tx -> tx.sql()
                        .fetchOne(
                                "insert into worker (name, worker_type, incarnation, slots, status, last_heartbeat)"
                                        + " values (?, 'remote', 'a', 1, 'active', now()) returning id",
                                name)
                        .get(0, Long.class));
    }

    private static long silence(long worker) {
        return database.transactions()
                .engine(tx -> tx.sql()
                        .fetchOne(
                                "select extract(epoch from now() - last_heartbeat)::bigint from worker where id = ?",
                                worker)
                        .get(0, Long.class));
    }
}
