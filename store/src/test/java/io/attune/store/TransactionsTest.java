package io.attune.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.model.id.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TransactionsTest {
    private static TestDatabase database;

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void aQueryWithoutAnyTenantFilterSeesOwnAndSystemRowsOnly() {
        long red = tenantWithPack("red");
        long blue = tenantWithPack("blue");
        database.transactions()
                .engineTask(tx -> tx.sql()
                        .execute("insert into pack (ref, label, version) values ('everybody', 'Everybody', '1.0.0')"));

        assertThat(packsSeenBy(red)).containsExactly("everybody", "red");
        assertThat(packsSeenBy(blue)).containsExactly("blue", "everybody");
    }

    @Test
    void aTenantCanNeitherChangeNorMakeSystemRows() {
        long green = tenantWithPack("green");
        database.transactions()
                .engineTask(tx -> tx.sql()
                        .execute("insert into pack (ref, label, version) values ('shared', 'Shared', '1.0.0')"));

        int changed = database.transactions()
                .tenant(scope(green), tx -> tx.sql().execute("update pack set label = 'Mine' where ref = 'shared'"));

        assertThat(changed).isZero();
        assertThatThrownBy(
                        () -> database.transactions()
                                .tenantTask(
                                        scope(green),
                                        tx -> tx.sql()
                                                .execute(
                                                        "insert into pack (ref, label, version) values ('system', 'System', '1.0.0')")))
                .isInstanceOf(DataAccessException.class);
    }

    @Test
    void aFailedTransactionLeavesNothingAndCallsNobody() {
        var called = new ArrayList<String>();

        assertThatThrownBy(() -> database.transactions().engineTask(tx -> {
                    tx.afterCommit(() -> called.add("committed"));
                    tx.sql().execute("insert into tenant (ref, label) values ('gone', 'Gone')");
                    throw new IllegalStateException("crash");
                }))
                .hasMessage("crash");

        assertThat(called).isEmpty();
        long rows = database.transactions()
                .engine(tx -> tx.sql()
                        .fetchOne("select count(*) from tenant where ref = 'gone'")
                        .get(0, Long.class));
        assertThat(rows).isZero();
    }

    private static long tenantWithPack(String ref) {
        return database.transactions().engine(tx -> {
            long tenant = tx.sql()
                    .fetchOne("insert into tenant (ref, label) values (?, ?) returning id", ref, ref)
                    .get(0, Long.class);
            tx.sql()
                    .execute(
                            "insert into pack (tenant_id, ref, label, version) values (?, ?, ?, '1.0.0')",
                            tenant,
                            ref,
                            ref);
            return tenant;
        });
    }

    private static List<String> packsSeenBy(long tenant) {
        return database.transactions()
                .tenant(
                        scope(tenant),
                        tx -> tx.sql()
                                .fetch("select ref from pack where ref in ('red', 'blue', 'everybody') order by ref")
                                .getValues(0, String.class));
    }

    private static TenantScope scope(long tenant) {
        return new TenantScope(new TenantId(tenant), false);
    }
}
