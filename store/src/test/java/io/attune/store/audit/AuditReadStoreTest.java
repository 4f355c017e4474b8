package io.attune.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.TenantId;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.audit.AuditEntry.Actor;
import io.attune.store.audit.AuditEntry.Resource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who sees which records, and that the log of a tenant is found quickly among much that is not its. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditReadStoreTest {
    private static final long RED = 7;
    private static final AuditFilter ALL =
            new AuditFilter(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    private final AuditReadStore events = new AuditReadStore();
    private TestDatabase database;

    @BeforeAll
    void open() {
        database = TestDatabase.open();
        database.transactions().engineTask(tx -> {
            var store = new AuditStore();
            store.insertAll(
                    tx,
                    IntStream.range(0, 30)
                            .mapToObj(number -> entry(RED, "test." + number))
                            .toList());
            store.insert(tx, entry(null, "test.of_nobody"));
            for (int batch = 0; batch < 20; batch++) {
                store.insertAll(
                        tx,
                        IntStream.range(0, 1_000)
                                .mapToObj(number -> entry(99L, "test.foreign"))
                                .toList());
            }
            tx.sql().execute("analyze audit_event");
        });
    }

    @AfterAll
    void close() {
        database.close();
    }

    private static AuditEntry entry(Long tenant, String eventType) {
        return new AuditEntry(
                tenant,
                "api",
                eventType,
                "success",
                new Actor(null, null, null, null, null),
                null,
                Resource.NONE,
                null,
                null,
                null);
    }

    private List<String> list(boolean operator, long offset, int limit) {
        var scope = new TenantScope(new TenantId(RED), operator);
        return database.transactions().tenant(scope, tx -> events.list(tx, scope, ALL, offset, limit)).stream()
                .map(event -> event.entry().eventType())
                .toList();
    }

    private long count(boolean operator) {
        var scope = new TenantScope(new TenantId(RED), operator);
        return database.transactions().tenant(scope, tx -> events.count(tx, scope, ALL));
    }

    @Test
    void aTenantSeesItsRecordsNewestFirst() {
        assertThat(list(false, 0, 100))
                .hasSize(30)
                .startsWith("test.29", "test.28")
                .endsWith("test.0");
        assertThat(list(false, 28, 10)).containsExactly("test.1", "test.0");
        assertThat(count(false)).isEqualTo(30);
    }

    @Test
    void anOperatorSeesAlsoWhatBelongsToNobody() {
        assertThat(list(true, 0, 2)).containsExactly("test.of_nobody", "test.29");
        assertThat(list(true, 29, 10)).containsExactly("test.1", "test.0");
        assertThat(count(true)).isEqualTo(31);
    }

    @Test
    void theDatabaseItselfHidesWhatIsNotTheCallers() {
        var seen = database.transactions()
                .tenant(
                        new TenantScope(new TenantId(RED), false),
                        tx -> tx.sql()
                                .fetch("select distinct tenant_id from audit_event")
                                .getValues(0, Long.class));

        assertThat(seen).containsExactly(RED);
    }

    @Test
    void aPageDoesNotReadTheRecordsOfOthers() {
        for (boolean operator : new boolean[] {false, true}) {
            var scope = new TenantScope(new TenantId(RED), operator);
            var plan = database.transactions().tenant(scope, tx -> {
                tx.sql().execute("set local enable_bitmapscan = off");
                var statements = tx.sql();
                return String.join(
                        "\n",
                        statements
                                .fetch("explain "
                                        + AuditReadStore.page(statements, scope, ALL, 0, 50)
                                                .getSQL(org.jooq.conf.ParamType.INLINED))
                                .getValues(0, String.class));
            });

            assertThat(plan).contains("audit_event_by_tenant").doesNotContain("Seq Scan", "audit_event_pkey");
        }
    }
}
