package io.attune.store.load;

import static io.attune.store.component.CatalogFixture.aRule;
import static io.attune.store.component.CatalogFixture.team;
import static org.assertj.core.api.Assertions.assertThat;

import io.attune.store.TestDatabase;
import io.attune.store.rule.RuleStore;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlatformLoadStoreTest {
    private final PlatformLoadStore store = new PlatformLoadStore();
    private TestDatabase database;

    @BeforeEach
    void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    private PlatformLoad load() {
        return database.transactions().engine(store::read);
    }

    private void execute(String sql, Object... values) {
        database.transactions().engineTask(tx -> tx.sql().execute(sql, values));
    }

    @Test
    void whereNothingIsThereIsNoLoad() {
        assertThat(load())
                .isEqualTo(new PlatformLoad(
                        0, Duration.ZERO, 0, 0, 0, 0, Duration.ZERO, 0, Duration.ZERO, 0, 0, Duration.ZERO));
    }

    @Test
    void executionsCountWhereTheyAre() {
        var team = team(database, "load");
        long tenant = team.scope().tenant().value();
        for (var status : new String[] {"requested", "requested", "scheduled", "running", "canceling"}) {
            execute("insert into execution (tenant_id, action_ref, status) values (?, 'load.work', ?)", tenant, status);
        }
        execute(
                "insert into execution (tenant_id, action_ref, status, ended_at) values (?, 'load.work', 'failed', now())",
                tenant);
        execute("insert into placement (digest, requirements) values ('d', '{}')");
        execute("""
                insert into run_queue (execution_id, placement_id, ready_at)
                select execution.id, placement.id, now() - interval '90 seconds'
                from execution, placement
                where status = 'requested'
                """);

        var load = load();

        assertThat(load.queued()).isEqualTo(2);
        assertThat(load.longestQueued()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(120));
        assertThat(load.scheduled()).isOne();
        assertThat(load.running()).isOne();
        assertThat(load.canceling()).isOne();
        assertThat(load.heldByPolicies()).isZero();
    }

    @Test
    void whatIsToWaitDoesNotWaitForAWorkerYet() {
        execute(
                "insert into run_queue (execution_id, placement_id, ready_at) values (1, 1, now() + interval '1 hour')");

        assertThat(load().queued()).isZero();
        assertThat(load().longestQueued()).isZero();
    }

    @Test
    void timersCountWhileTheyWillFire() {
        var team = team(database, "load");
        var rules = new RuleStore();
        for (var due : new String[] {"- interval '7 seconds'", "+ interval '1 hour'"}) {
            var rule = database.transactions()
                    .tenant(
                            team.scope(),
                            tx -> rules.insert(
                                            tx,
                                            team.component("r" + due.length()),
                                            aRule("core.intervaltimer", "core.echo"))
                                    .orElseThrow());
            execute(
                    "insert into timer (rule_id, trigger_ref, parameters, status, started_at, next_fire_at) values (?, 'core.intervaltimer', "
                            + "'{}', 'scheduled', now(), now() " + due + ")",
                    rule.value());
        }

        assertThat(load().timers()).isEqualTo(2);
        assertThat(load().timersOverdue()).isBetween(Duration.ofSeconds(7), Duration.ofSeconds(30));

        execute("update timer set status = 'disabled', next_fire_at = null");
        assertThat(load().timers()).isZero();
        assertThat(load().timersOverdue()).isZero();
    }

    @Test
    void theWorkerThatIsSilentForLongestIsNoted() {
        for (int silence : new int[] {5, 40}) {
            execute(
                    "insert into worker (name, incarnation, last_heartbeat) values (?, '1', now() - ? * interval '1 second')",
                    "w" + silence,
                    silence);
        }

        assertThat(load().workers()).isEqualTo(2);
        assertThat(load().longestSilence()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
    }
}
