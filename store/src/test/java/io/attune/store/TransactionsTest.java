package io.attune.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.model.id.TenantId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

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

    @Test
    void aConnectionWhoseFirstTransactionFailedKeepsItsRole() {
        try (var fresh = TestDatabase.open()) {
            var transactions = fresh.transactions();
            assertThatThrownBy(() ->
                            transactions.tenantTask(scope(1), tx -> tx.sql().execute("select 1 / 0")))
                    .isInstanceOf(DataAccessException.class);
            assertThatThrownBy(() -> transactions.engineTask(tx -> tx.sql().execute("select 1 / 0")))
                    .isInstanceOf(DataAccessException.class);

            assertThat(transactions.<String>tenant(scope(1), TransactionsTest::role))
                    .isEqualTo("attune_api");
            assertThat(transactions.<String>engine(TransactionsTest::role)).isEqualTo("attune_engine");
        }
    }

    @Test
    void aConnectionThatWaitsInThePoolHoldsNoTransactionOpen() throws SQLException {
        try (var fresh = TestDatabase.open();
                var observer = fresh.connection().connect();
                var statement = observer.createStatement();
                var states = statement.executeQuery("""
                        select state
                        from pg_stat_activity
                        where datname = current_database() and application_name like 'attune-%'""")) {
            var seen = new ArrayList<String>();
            while (states.next()) {
                seen.add(states.getString(1));
            }

            assertThat(seen).isNotEmpty().containsOnly("idle");
        }
    }

    @Test
    void anAnnouncementArrivesWhenItsTransactionCommitsAndNotWhenItDoesNot() throws SQLException {
        try (var fresh = TestDatabase.open();
                var listener = fresh.database().dedicatedConnection();
                var listen = listener.createStatement()) {
            listen.execute("listen news");

            assertThatThrownBy(() -> fresh.transactions().engineTask(tx -> {
                        tx.announce("news", List.of("never"));
                        throw new IllegalStateException("crash");
                    }))
                    .hasMessage("crash");
            fresh.transactions().engineTask(tx -> {
                tx.announce("news", List.of("first"));
                tx.announce("news", List.of("second", "third"));
                tx.sql().execute("insert into tenant (ref, label) values ('committed', 'Committed')");
            });

            assertThat(listener.unwrap(PGConnection.class).getNotifications(10_000))
                    .extracting(PGNotification::getParameter)
                    .extracting(line -> line.substring(0, line.lastIndexOf(" @")))
                    .containsExactly("first", "second", "third");
            long rows = fresh.transactions()
                    .engine(tx -> tx.sql()
                            .fetchOne("select count(*) from tenant where ref = 'committed'")
                            .get(0, Long.class));
            assertThat(rows).isOne();
        }
    }

    @Test
    void aTransactionThatCannotAnnounceIsNotCommitted() {
        assertThatThrownBy(() -> database.transactions().engineTask(tx -> {
                    tx.sql().execute("insert into tenant (ref, label) values ('unsaid', 'Unsaid')");
                    tx.announce("news", List.of("x".repeat(9_000)));
                }))
                .isInstanceOf(DatabaseUnavailableException.class);

        long rows = database.transactions()
                .engine(tx -> tx.sql()
                        .fetchOne("select count(*) from tenant where ref = 'unsaid'")
                        .get(0, Long.class));
        assertThat(rows).isZero();
    }

    @Test
    void aViewDoesNotSeeWhatIsCommittedAfterItBegan() {
        var counts = database.transactions().<List<Long>>engineView(tx -> {
            long before = tenants(tx);
            tenantWithPack("late");
            return List.of(before, tenants(tx));
        });

        assertThat(counts.getLast()).isEqualTo(counts.getFirst());
        assertThatThrownBy(() -> database.transactions()
                        .engineView(tx ->
                                tx.sql().execute("insert into tenant (ref, label) values ('by_view', 'By view')")))
                .isInstanceOf(DataAccessException.class);
    }

    private static long tenants(Tx tx) {
        return tx.sql().fetchOne("select count(*) from tenant").get(0, Long.class);
    }

    private static String role(Tx tx) {
        return tx.sql().fetchOne("select current_user").get(0, String.class);
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

    @Test
    void aCommitThatDoesNotWaitForTheDiskIsACommitLikeOthers() {
        var transactions = database.transactions();
        for (boolean announces : new boolean[] {false, true}) {
            long tenant = transactions.engine(tx -> {
                tx.commitLazily();
                if (announces) {
                    tx.announce("lazy", List.of("done"));
                }
                return tx.sql()
                        .fetchSingle(
                                "insert into tenant (ref, label) values (?, 'Lazy') returning id", "lazy_" + announces)
                        .get(0, Long.class);
            });

            assertThat(transactions.<Integer>engine(tx -> tx.sql()
                            .fetchSingle("select count(*) from tenant where id = ?", tenant)
                            .get(0, Integer.class)))
                    .isEqualTo(1);
        }
    }

    private static TenantScope scope(long tenant) {
        return new TenantScope(new TenantId(tenant), false);
    }

    @Test
    void whatMustFollowACommitOrAFailureDoesWhateverElseFollows() {
        List<String> followed = new ArrayList<>();
        assertThatThrownBy(() -> database.transactions().engineTask(tx -> {
                    tx.afterFailure(() -> followed.add("not this"));
                    tx.afterCommit(() -> {
                        throw new IllegalStateException("the first");
                    });
                    tx.afterCommit(() -> followed.add("committed"));
                }))
                .hasMessage("the first");
        assertThatThrownBy(() -> database.transactions().engineTask(tx -> {
                    tx.afterCommit(() -> followed.add("nor this"));
                    tx.afterFailure(() -> followed.add("failed"));
                    throw new IllegalStateException("in the middle");
                }))
                .hasMessage("in the middle");
        assertThatThrownBy(() -> database.transactions().engineTask(tx -> {
                    tx.afterFailure(() -> followed.add("not committed"));
                    tx.writeLast("select 1 / 0", (_, _, first) -> first);
                }))
                .isInstanceOf(DatabaseUnavailableException.class);

        assertThat(followed).containsExactly("committed", "failed", "not committed");
    }
}
