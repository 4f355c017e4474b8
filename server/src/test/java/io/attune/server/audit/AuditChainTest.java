package io.attune.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.TenantId;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.audit.AuditEntry;
import io.attune.store.audit.AuditEntry.Actor;
import io.attune.store.audit.AuditEntry.Http;
import io.attune.store.audit.AuditEntry.Resource;
import io.attune.store.audit.AuditStore;
import io.attune.store.audit.ChainEntries;
import io.attune.store.audit.ChainHead;
import io.attune.store.audit.ChainSeal;
import io.attune.store.audit.ChainStore;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log, its chains, and somebody who may write every table but does not know the key (SEC-18). */
class AuditChainTest {
    private static final long RED = 7;
    private static final long BLUE = 8;

    private TestDatabase database;
    private Transactions transactions;
    private ChainStore chains;
    private Sealer sealer;
    private AuditVerification verification;
    private AuditRetirement retirement;

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        transactions = database.transactions();
        chains = new ChainStore(transactions.engine(tx -> ChainSeal.open(tx, MemoryDataKeys.box())));
        sealer = new Sealer(transactions, new ChainEntries(), chains);
        verification = new AuditVerification(transactions, new ChainEntries(), chains);
        retirement = new AuditRetirement(transactions, chains, Duration.ofDays(90));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static AuditEntry entry(Long tenant, String eventType) {
        return new AuditEntry(
                tenant,
                "api",
                eventType,
                "success",
                new Actor(1L, "ann", "access", "127.0.0.1", "curl"),
                UUID.randomUUID(),
                new Resource("rule", 5L, "core.rule"),
                new Http("GET", "/api/v1/rules", 200, 3),
                JsonNodeFactory.instance.objectNode().put("change", "created"),
                JsonNodeFactory.instance.objectNode().put("execution_id", 9));
    }

    private void write(Long tenant, int count) {
        transactions.engineTask(tx -> new AuditStore()
                .insertAll(
                        tx,
                        java.util.stream.IntStream.range(0, count)
                                .mapToObj(number -> entry(tenant, "test." + number))
                                .toList()));
    }

    /** Seals all there is. A transaction of anybody in the cluster, such as one of autovacuum, holds sealing up while it lasts. */
    private void seal() {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (sealer.seal() || !isSealed()) {
            assertThat(System.nanoTime()).as("time until all is sealed").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private boolean isSealed() {
        return transactions.engine(tx -> {
            var sealing = chains.sealing(tx);
            return !sealing.intact() || sealing.lastId() == new ChainEntries().highestId(tx);
        });
    }

    /** As the owner of the tables, past row-level security and the trigger. */
    private void tamper(String sql) {
        try (var connection = database.connection().connect();
                var statement = connection.createStatement()) {
            statement.execute("alter table audit_event disable trigger user");
            statement.execute(sql);
            statement.execute("alter table audit_event enable trigger user");
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private List<Long> ids(long tenant) {
        return transactions.engine(tx -> tx.sql()
                .fetch("select id from audit_event where tenant_id = ? order by id", tenant)
                .getValues(0, Long.class));
    }

    @Test
    void whatIsCommittedIsSealedChainByChain() {
        write(RED, 3);
        write(BLUE, 2);
        write(null, 1);
        seal();
        write(RED, 1);

        var red = verification.verify(RED);
        assertThat(red.breach()).isNull();
        assertThat(red.checked()).isEqualTo(3);
        assertThat(red.unsealed()).isEqualTo(1);
        assertThat(red.head().seq()).isEqualTo(3);
        assertThat(verification.verify(BLUE).checked()).isEqualTo(2);
        assertThat(verification.verify(ChainHead.OF_NO_TENANT).checked()).isEqualTo(1);

        seal();
        var later = verification.verify(RED);
        assertThat(later.breach()).isNull();
        assertThat(later.checked()).isEqualTo(4);
        assertThat(later.unsealed()).isZero();
        assertThat(verification.verify(99).head()).isNull();
    }

    @Test
    void everyColumnOfAnEntryIsPartOfItsHash() {
        write(RED, 3);
        seal();
        long id = ids(RED).get(1);
        var columns = transactions.engine(tx -> new TreeSet<>(tx.sql()
                .fetch(
                        "select column_name from information_schema.columns where table_name = 'audit_event' and column_name <> 'id'")
                .getValues(0, String.class)));

        for (var column : columns) {
            tamper("create table kept as select * from audit_event where id = " + id);
            tamper("update audit_event set " + column + " = " + otherValue(column) + " where id = " + id);

            var findings = verification.verify(RED);

            assertThat(findings.breach()).as("after a change of %s", column).isNotNull();
            assertThat(findings.breach().id())
                    .as("after a change of %s", column)
                    .isEqualTo(id);
            assertThat(findings.checked()).isEqualTo(1);
            tamper("delete from audit_event where id = " + id);
            tamper("insert into audit_event select * from kept");
            tamper("drop table kept");
            assertThat(verification.verify(RED).breach()).isNull();
        }
    }

    private static String otherValue(String column) {
        return switch (column) {
            case "created" -> "created + interval '1 microsecond'";
            case "tenant_id" -> Long.toString(BLUE);
            case "actor_identity", "resource_id", "http_status", "duration_ms" -> column + " + 1";
            case "request_id" -> "gen_random_uuid()";
            case "details", "correlation_chain" -> column + " || '{\"x\": 1}'";
            case "category" -> "'auth'";
            case "outcome" -> "'denied'";
            default -> column + " || 'x'";
        };
    }

    @Test
    void anEntryThatIsMissingAddedOrSwappedIsFound() {
        write(RED, 5);
        seal();
        var ids = ids(RED);

        tamper("create table kept as select * from audit_event");
        tamper("delete from audit_event where id = " + ids.get(2));
        assertThat(verification.verify(RED).breach()).satisfies(breach -> {
            assertThat(breach.id()).isEqualTo(ids.get(2));
            assertThat(breach.seq()).isEqualTo(3);
            assertThat(breach.reason()).contains("missing");
        });

        tamper("insert into audit_event select * from kept where id = " + ids.get(2));
        tamper("update audit_event set id = -1 where id = " + ids.get(0));
        tamper("update audit_event set id = " + ids.get(0) + " where id = " + ids.get(1));
        tamper("update audit_event set id = " + ids.get(1) + " where id = -1");
        assertThat(verification.verify(RED).breach()).isNotNull();

        tamper("delete from audit_event");
        tamper("insert into audit_event select * from kept");
        assertThat(verification.verify(RED).breach()).isNull();
        tamper("insert into audit_event (id, tenant_id, category, event_type, outcome) values (-5, " + RED
                + ", 'api', 'forged', 'success')");
        assertThat(verification.verify(RED).breach().id()).isEqualTo(-5);
    }

    @Test
    void aCutEndIsFoundEvenWhenTheChainWasCutAlong() {
        write(RED, 2);
        seal();
        tamper("create table head as select * from audit_chain");
        write(RED, 2);
        seal();
        var ids = ids(RED);

        tamper("delete from audit_event where id in (" + ids.get(2) + ", " + ids.get(3) + ")");
        assertThat(verification.verify(RED).breach().seq()).isEqualTo(3);

        tamper("delete from audit_block where number = 2");
        assertThat(verification.verify(RED).breach().seq()).isEqualTo(3);

        tamper("update audit_chain set blocks = 1, seq = 2, last_id = " + ids.get(1)
                + ", hash = (select hash from audit_block where number = 1)");
        assertThat(verification.verify(RED).breach().reason()).contains("seal");

        // The end as it once was carries a seal; the sum over all chains knows better.
        tamper("delete from audit_chain");
        tamper("insert into audit_chain select * from head");
        assertThat(verification.verify(RED).breach().reason()).contains("do not add up");

        tamper("update audit_sealing set entries = 2");
        assertThat(verification.verify(RED).breach().reason()).contains("seal");
    }

    @Test
    void aForgedEndIsNotSealedOver() {
        write(RED, 2);
        seal();
        tamper("update audit_chain set hash = sha256('x')");
        write(RED, 2);
        seal();

        assertThat(verification.verify(RED).breach().reason()).contains("does not carry its seal");
        assertThat(verification.verify(RED).head().seq()).isEqualTo(2);
    }

    @Test
    void anEntryOfAnOpenTransactionKeepsThoseBehindItWaiting() throws Exception {
        var written = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var open = executor.submit(() -> transactions.engineTask(tx -> {
                new AuditStore().insert(tx, entry(RED, "test.slow"));
                written.countDown();
                await(end);
            }));
            await(written);
            write(RED, 1);

            assertThat(sealer.seal()).isFalse();
            assertThat(verification.verify(RED).checked()).isZero();
            assertThat(verification.verify(RED).breach()).isNull();

            end.countDown();
            open.get();
        }
        seal();
        var findings = verification.verify(RED);
        assertThat(findings.breach()).isNull();
        assertThat(findings.checked()).isEqualTo(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatWasRolledBackLeavesNoGapInTheChain() {
        write(RED, 1);
        assertThatThrownBy(() -> transactions.engineTask(tx -> {
                    new AuditStore().insert(tx, entry(RED, "test.undone"));
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        write(RED, 1);
        seal();

        var findings = verification.verify(RED);
        assertThat(findings.breach()).isNull();
        assertThat(findings.head().seq()).isEqualTo(2);
    }

    @Test
    void twoSealersShareTheWork() {
        var other = new Sealer(transactions, new ChainEntries(), chains);
        for (int round = 0; round < 5; round++) {
            write(RED, 3);
            other.seal();
            write(RED, 2);
            sealer.seal();
        }
        seal();
        seal();

        var findings = verification.verify(RED);
        assertThat(findings.breach()).isNull();
        assertThat(findings.checked()).isEqualTo(25);
    }

    @Test
    void oldEntriesGoAndTheRestStillVerifies() {
        write(RED, 3);
        write(BLUE, 1);
        seal();
        var between = transactions.engine(
                tx -> tx.sql().fetchSingle("select clock_timestamp()").get(0, Instant.class));
        write(RED, 2);
        seal();

        assertThat(retirement.retire(Instant.EPOCH, 10)).isZero();
        assertThat(retirement.retire(between, 10)).isEqualTo(4);
        assertThat(retirement.retire(between, 10)).isZero();

        var red = verification.verify(RED);
        assertThat(red.breach()).isNull();
        assertThat(red.checked()).isEqualTo(2);
        assertThat(red.head().seq()).isEqualTo(5);
        assertThat(verification.verify(BLUE).breach()).isNull();
        assertThat(verification.verify(BLUE).checked()).isZero();
        write(BLUE, 1);
        seal();
        assertThat(verification.verify(BLUE).checked()).isEqualTo(1);

        tamper("update audit_chain set retired_seq = 4 where chain = " + RED);
        assertThat(verification.verify(RED).breach().reason()).contains("seal");
    }

    @Test
    void whatIsTooOldIsLetGoUntilNoneIsLeftAndThenOnceAnHour() {
        write(RED, 2);
        seal();
        var now = Instant.now();

        retirement.retireDue(now.plus(Duration.ofDays(89)));
        assertThat(ids(RED)).hasSize(2);
        retirement.retireDue(now.plus(Duration.ofDays(91)));
        assertThat(ids(RED)).isEmpty();

        write(RED, 1);
        seal();
        var found = now.plus(Duration.ofDays(92));
        retirement.retireDue(found);
        assertThat(ids(RED)).isEmpty();
        retirement.retireDue(found);
        write(RED, 1);
        seal();
        retirement.retireDue(found.plus(Duration.ofMinutes(59)));
        assertThat(ids(RED)).hasSize(1);
        retirement.retireDue(found.plus(Duration.ofMinutes(61)));
        assertThat(ids(RED)).isEmpty();
        assertThat(verification.verify(RED).breach()).isNull();
    }

    @Test
    void anotherKeyMakesNoSealThatHolds() {
        write(RED, 2);
        seal();
        tamper("update audit_sealing set key = null");
        var other = new ChainStore(transactions.engine(tx -> ChainSeal.open(tx, MemoryDataKeys.box())));

        assertThat(new AuditVerification(transactions, new ChainEntries(), other)
                        .verify(RED)
                        .breach()
                        .reason())
                .contains("seal");
    }

    @Test
    void theDatabaseItselfRefusesToChangeTheLog() {
        write(RED, 1);
        for (var sql : List.of(
                "update audit_event set outcome = 'denied'", "delete from audit_event", "truncate audit_event")) {
            assertThatThrownBy(() -> transactions.engineTask(tx -> tx.sql().execute(sql)))
                    .as("engine: " + sql)
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> transactions.tenantTask(
                            new TenantScope(new TenantId(RED), true),
                            tx -> tx.sql().execute(sql)))
                    .as("api: " + sql)
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> {
                        try (var connection = database.connection().connect();
                                var statement = connection.createStatement()) {
                            statement.execute(sql);
                        }
                    })
                    .as("owner: " + sql)
                    .hasMessageContaining("append-only");
        }
    }
}
