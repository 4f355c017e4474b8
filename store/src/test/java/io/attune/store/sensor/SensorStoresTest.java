package io.attune.store.sensor;

import static io.attune.store.component.CatalogFixture.team;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import io.attune.model.catalog.SensorProcessStatus;
import io.attune.model.execution.LogStream;
import io.attune.model.id.SensorId;
import io.attune.store.TestDatabase;
import io.attune.store.Tx;
import io.attune.store.component.CatalogFixture.Team;
import io.attune.store.component.Slice;
import io.attune.store.sensor.SensorLeaseStore.Node;
import io.attune.store.sensor.SensorProcessStore.Ending;
import io.attune.store.sensor.SensorProcessStore.Happened;
import io.attune.store.sensor.SensorProcessStore.SensorProcess;
import io.attune.store.sensor.SensorProcessStore.Standing;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Demand, leases, standings and logs of sensors. */
class SensorStoresTest {
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static TestDatabase database;

    private final SensorDemandStore demands = new SensorDemandStore();
    private final SensorLeaseStore leases = new SensorLeaseStore();
    private final SensorProcessStore processes = new SensorProcessStore();
    private final SensorLogStore logs = new SensorLogStore();

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void oneNodeHoldsASensorUntilItLetsGoOrItsLeaseRunsOut() {
        var sensor = sensor("lease");
        var one = new Node("one", UUID.randomUUID());
        var two = new Node("two", UUID.randomUUID());

        assertThat(hold(one, sensor, LIFE)).containsExactly(sensor);
        assertThat(hold(two, sensor, LIFE)).isEmpty();
        assertThat(hold(one, sensor, LIFE)).as("extended").containsExactly(sensor);
        assertThat(hold(new Node("one", UUID.randomUUID()), sensor, Duration.ofMillis(-1)))
                .as("the same node after a restart")
                .containsExactly(sensor);
        assertThat(hold(two, sensor, LIFE)).as("run out").containsExactly(sensor);
        database.transactions().engineTask(tx -> leases.release(tx, one, Set.of(sensor)));
        assertThat(hold(one, sensor, LIFE)).as("a stranger cannot let go of it").isEmpty();
        database.transactions().engineTask(tx -> leases.release(tx, two, Set.of(sensor)));
        assertThat(hold(one, sensor, LIFE)).containsExactly(sensor);
        assertThat(hold(one, new SensorId(1_000_000), LIFE)).as("gone").isEmpty();
    }

    private Set<SensorId> hold(Node node, SensorId sensor, Duration life) {
        return database.transactions().engine(tx -> leases.hold(tx, node, Set.of(sensor), life));
    }

    @Test
    void aSensorIsDemandedWhileAnEnabledRuleUsesATriggerOfItsOwner() {
        var sensor = sensor("demand");
        assertThat(demanded(sensor)).isEmpty();
        var before = version();

        sql("""
                insert into rule (tenant_id, pack_id, pack_ref, ref, label, action_ref, trigger_ref, trigger_params)
                select tenant_id, id, ref, 'demand.rule', 'Rule', 'a.b', 'demand.hit', '{"path": "/x"}' from pack where ref = 'demand'""");

        assertThat(version()).isNotEqualTo(before);
        var found = demanded(sensor);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().triggerTypes()).containsExactly("demand.hit");
        assertThat(found.getFirst().rules()).hasSize(1);
        assertThat(found.getFirst().rules().getFirst().parameters().path("path").asText())
                .isEqualTo("/x");
        var enabled = version();
        sql("update sensor set enabled = false where ref = 'demand.watch'");
        assertThat(version()).isNotEqualTo(enabled);
        assertThat(demanded(sensor)).isEmpty();
        sql("update sensor set enabled = true where ref = 'demand.watch'");
        sql("update rule set enabled = false where ref = 'demand.rule'");
        assertThat(demanded(sensor)).isEmpty();
        sql("update rule set enabled = true where ref = 'demand.rule'");
        var running = version();
        sql("update tenant set frozen = true where ref = 'demand'");
        assertThat(version()).isNotEqualTo(running);
        assertThat(demanded(sensor)).as("suspended").isEmpty();
        sql("update tenant set frozen = false where ref = 'demand'");
        assertThat(demanded(sensor)).hasSize(1);
        sql("update trigger set tenant_id = null where ref = 'demand.hit'");
        assertThat(demanded(sensor)).as("the trigger is somebody else's").isEmpty();
    }

    /** Making a sensor changes it before its triggers, deleting one the triggers before it. */
    @Test
    void changesOfSensorsAndTriggersDoNotHoldUpEachOther() throws Exception {
        var _ = sensor("first");
        var _ = sensor("second");
        try (var others = Executors.newVirtualThreadPerTaskExecutor()) {
            var other = database.transactions().engine(tx -> {
                tx.sql().execute("update trigger set label = 'Changed' where ref = 'first.hit'");
                var begun = others.submit(() -> database.transactions().engineTask(its -> {
                    its.sql().execute("update sensor set label = 'Changed' where ref = 'second.watch'");
                    its.sql().execute("update trigger set label = 'Changed' where ref = 'second.hit'");
                }));
                awaitFollower(tx);
                tx.sql().execute("delete from sensor where ref = 'first.watch'");
                return begun;
            });

            assertThatCode(other::get).doesNotThrowAnyException();
        }
    }

    /** Until somebody waits for what the transaction holds. */
    private static void awaitFollower(Tx tx) {
        var isThere =
                "select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))";
        while (!tx.sql().fetchSingle(isThere).get(0, Boolean.class)) {
            tx.sql().execute("select pg_sleep(0.01)");
        }
    }

    private SensorDemandStore.Version version() {
        return database.transactions().engine(demands::version);
    }

    private List<SensorDemandStore.DemandedSensor> demanded(SensorId sensor) {
        return database.transactions()
                .engine(tx -> demands.list(tx).stream()
                        .filter(found -> found.id().equals(sensor))
                        .toList());
    }

    @Test
    void aNodesStandingIsKeptWithItsLastEnd() {
        var sensor = sensor("standing");
        var later = Instant.parse("2030-01-01T00:00:00Z");
        database.transactions().engineTask(tx -> {
            var running = new Standing(SensorProcessStatus.RUNNING, 42L, 0, 2, null);
            processes.put(tx, sensor, "one", running, new Happened(true, null, false));
            processes.put(tx, sensor, "one", running, new Happened(true, null, false));
            var waiting = new Standing(SensorProcessStatus.BACKOFF, null, 3, 2, later);
            processes.put(tx, sensor, "one", waiting, new Happened(false, new Ending(null, 9, "killed"), true));
            processes.put(tx, sensor, "one", waiting, Happened.NOTHING);
        });

        var shown =
                database.transactions().engine(tx -> processes.list(tx, sensor)).getFirst();
        assertThat(shown.status()).isEqualTo(SensorProcessStatus.BACKOFF);
        assertThat(shown.restarts()).isEqualTo(1);
        assertThat(shown.lastSignal()).isEqualTo(9);
        assertThat(shown.lastExitCode()).isNull();
        assertThat(shown.nextRestartAt()).isEqualTo(later);
        assertThat(shown.lastAlertedFailureCount()).isEqualTo(3);
        assertThat(shown.stderrExcerpt()).isEqualTo("killed");
        var two = new Node("two", UUID.randomUUID());
        stopElsewhere(sensor, two);
        assertThat(status(sensor)).as("two holds no lease").isEqualTo(SensorProcessStatus.BACKOFF);
        assertThat(hold(two, sensor, LIFE)).containsExactly(sensor);
        stopElsewhere(sensor, new Node("two", UUID.randomUUID()));
        assertThat(status(sensor)).as("another two does").isEqualTo(SensorProcessStatus.BACKOFF);
        stopElsewhere(sensor, two);
        assertThat(status(sensor)).isEqualTo(SensorProcessStatus.STOPPED);
    }

    private void stopElsewhere(SensorId sensor, Node node) {
        database.transactions().engineTask(tx -> processes.stopElsewhere(tx, sensor, node));
    }

    private SensorProcessStatus status(SensorId sensor) {
        return database.transactions()
                .engine(tx -> processes.list(tx, sensor))
                .getFirst()
                .status();
    }

    @Test
    void aNodeSaysWhichSensorsItMayNotRunAndWhy() {
        var sensor = sensor("misfit");
        database.transactions().engineTask(tx -> {
            processes.put(
                    tx, sensor, "one", new Standing(SensorProcessStatus.RUNNING, 42L, 0, 1, null), Happened.NOTHING);
            processes.setMisfits(tx, "two", Map.of(sensor, "no label zone"));
        });
        assertThat(standings(sensor))
                .extracting(SensorProcess::workerName, SensorProcess::status, SensorProcess::misfit)
                .containsExactly(
                        tuple("one", SensorProcessStatus.RUNNING, null),
                        tuple("two", SensorProcessStatus.STOPPED, "no label zone"));

        database.transactions().engineTask(tx -> {
            processes.setMisfits(tx, "one", Map.of(sensor, "another zone"));
            processes.setMisfits(tx, "two", Map.of());
        });
        assertThat(standings(sensor)).extracting(SensorProcess::misfit).containsExactly("another zone", null);
    }

    private List<SensorProcess> standings(SensorId sensor) {
        return database.transactions().engine(tx -> processes.list(tx, sensor));
    }

    @Test
    void everyChangeOfAStandingIsInItsHistory() throws SQLException {
        var sensor = sensor("history");
        database.transactions()
                .engineTask(tx -> processes.put(
                        tx,
                        sensor,
                        "one",
                        new Standing(SensorProcessStatus.STARTING, null, 0, 1, null),
                        Happened.NOTHING));
        var running = new Standing(SensorProcessStatus.RUNNING, 42L, 0, 1, null);
        var started = new Happened(true, null, false);
        database.transactions().engineTask(tx -> processes.put(tx, sensor, "one", running, started));
        database.transactions().engineTask(tx -> processes.put(tx, sensor, "one", running, Happened.NOTHING));
        database.transactions()
                .engineTask(tx -> processes.put(
                        tx,
                        sensor,
                        "one",
                        new Standing(SensorProcessStatus.BACKOFF, null, 1, 1, Instant.parse("2030-01-01T00:00:00Z")),
                        new Happened(false, new Ending(7, null, "bad"), false)));

        var changes = history(sensor, new Slice(0, 10));
        assertThat(changes)
                .extracting(SensorProcessStore.Change::operation)
                .containsExactly("UPDATE", "UPDATE", "INSERT");
        assertThat(changes.getFirst().changedFields())
                .containsExactly("consecutive_failures", "last_exit_code", "next_restart_at", "pid", "status");
        assertThat(String.valueOf(changes.getFirst().oldValues())).contains("\"pid\":42");
        assertThat(changes.getFirst().newValues().path("last_exit_code").asInt())
                .isEqualTo(7);
        assertThat(changes.get(1).changedFields()).containsExactly("pid", "status");
        assertThat(changes.getLast().oldValues()).isNull();
        assertThat(changes.getLast().newValues().path("worker_name").asText()).isEqualTo("one");
        assertThat(history(sensor, new Slice(1, 1)))
                .as("one more than asked for says that there are more")
                .hasSize(2);

        try (var connection = database.connection().connect();
                var statement = connection.createStatement()) {
            statement.execute(
                    "update sensor_process_history set time = now() - interval '31 days' where sensor_id = " + sensor);
        }
        var two = new Node("two", UUID.randomUUID());
        assertThat(hold(two, sensor, LIFE)).containsExactly(sensor);
        stopElsewhere(sensor, two);
        assertThat(history(sensor, new Slice(0, 10)))
                .as("only what is not too old")
                .hasSize(1);
    }

    private List<SensorProcessStore.Change> history(SensorId sensor, Slice slice) {
        return database.transactions().engine(tx -> processes.history(tx, sensor, slice));
    }

    @Test
    void ofALogTheNewestVersionsAreKept() {
        var sensor = sensor("log");
        byte[] half = new byte[SensorLogStore.VERSION_BYTES / 2];
        database.transactions().engineTask(tx -> {
            for (int i = 0; i < 7; i++) {
                logs.append(tx, sensor, LogStream.STDOUT, half, 2);
            }
            logs.append(tx, sensor, LogStream.STDERR, "x".getBytes(StandardCharsets.UTF_8), 2);
        });

        var kept = database.transactions().engine(tx -> logs.read(tx, sensor, LogStream.STDOUT, 0, 100));
        assertThat(kept)
                .extracting(SensorLogStore.Piece::start)
                .containsExactly(4L * half.length, 5L * half.length, 6L * half.length);
        var newest = database.transactions()
                .engine(tx -> logs.readBackwards(tx, sensor, LogStream.STDOUT, Long.MAX_VALUE, 1));
        assertThat(newest).extracting(SensorLogStore.Piece::start).containsExactly(6L * half.length);
    }

    /** A sensor with one trigger in a tenant and pack of the name. */
    private static SensorId sensor(String name) {
        Team team = team(database, name);
        var tenant = team.scope().tenant().value();
        return database.transactions().engine(tx -> {
            tx.sql().execute("""
                    insert into runtime (tenant_id, ref, name, execution_config) values (?, ?, 'Shell', '{}')""", tenant, name + ".shell");
            tx.sql().execute("""
                    insert into trigger (tenant_id, ref, label) values (?, ?, 'Hit')""", tenant, name + ".hit");
            return new SensorId(tx.sql()
                    .fetchSingle("""
                            insert into sensor
                                (tenant_id, pack_id, pack_ref, ref, label, entrypoint, runtime_id, runtime_ref, trigger_types)
                            select pack.tenant_id, pack.id, pack.ref, ?, 'Watch', 'watch.sh', runtime.id, runtime.ref, array[?, 'core.alert']
                            from pack, runtime where pack.ref = ? and runtime.ref = ?
                            returning id""", name + ".watch", name + ".hit", name, name + ".shell")
                    .get(0, Long.class));
        });
    }

    private static void sql(String statement) {
        database.transactions().engineTask(tx -> tx.sql().execute(statement));
    }
}
