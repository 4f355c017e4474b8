package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Processes;
import io.attune.e2e.harness.RemoteWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T3.12 Worker crash recovery, A14 as far as it is about workers, X9 Graceful stop. */
class WorkerCrashTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** Three of them are more than a busy machine takes to send one. */
    private static final Map<String, String> SHORT_HEARTBEAT = Map.of("ATTUNE__WORKER__HEARTBEAT_INTERVAL", "2s");

    @TempDir
    Path directory;

    @Test
    void runsOfAKilledWorkerAreAbandonedAndWaitingOnesRunElsewhere() {
        try (var platform = Platform.up(SHORT_HEARTBEAT)) {
            var fixture = new Fixture(platform.admin());
            var admin = fixture.api();
            var marker = "attune-lost-" + fixture.pack();
            var action = fixture.shellAction(
                    "long",
                    "echo begun >&2\nbash -c 'exec -a " + marker + " sleep '$duration &\nwait\necho done\n",
                    Json.object("duration", Json.object("type", "integer", "required", true)));
            try (var first = RemoteWorker.start(admin, directory, "first", "crash");
                    var second = RemoteWorker.start(admin, directory, "second", "crash")) {
                long lost = run(admin, action, "crash", Json.object("duration", 300));
                running(fixture, lost);
                long busy = run(admin, action, "crash", Json.object("duration", 10));
                running(fixture, busy);
                long waiting = run(admin, action, "crash", Json.object("duration", 0));
                boolean onFirst = fixture.execution(lost).path("worker").asLong()
                        == first.shown(admin).path("id").asLong();
                var killed = onFirst ? first : second;
                var killedName = onFirst ? "first" : "second";
                assertThat(fixture.execution(waiting).path("status").asText()).isEqualTo("requested");

                killed.kill();

                Poll.until(
                        Duration.ofSeconds(10),
                        "the killed worker is shown as offline",
                        () -> killed.shown(admin),
                        worker -> worker.path("heartbeat_stale").asBoolean()
                                && worker.path("health_state").asText().equals("offline"));
                var abandoned = fixture.ended(lost, Duration.ofSeconds(45));
                assertThat(abandoned.path("status").asText()).isEqualTo("abandoned");
                var result = abandoned.path("result");
                assertThat(result.path("error").asText()).isNotBlank();
                assertThat(result.path("original_status").asText()).isEqualTo("running");
                assertThat(result.path("worker").path("id").asLong())
                        .isEqualTo(killed.shown(admin).path("id").asLong());
                assertThat(fixture.ended(busy, LIMIT).path("status").asText()).isEqualTo("completed");
                assertThat(fixture.ended(waiting, LIMIT).path("status").asText())
                        .isEqualTo("completed");
                Poll.until(
                        Duration.ofSeconds(15),
                        "the killed worker's processes are gone",
                        () -> Processes.withCommandLine(marker),
                        count -> count == 0);
                assertThat(fixture.executionsOf(action)).as("nothing ran twice").hasSize(3);
                var alerts = admin.get("/api/v1/events?trigger_ref=core.alert")
                        .expect(200)
                        .items();
                assertThat(alerts).hasSize(1);
                var alert = admin.get(
                                "/api/v1/events/" + alerts.get(0).path("id").asLong())
                        .expect(200)
                        .data();
                assertThat(alert.path("source_ref").asText()).isEqualTo("attune.system");
                assertThat(alert.path("payload").path("component_ref").asText()).isEqualTo(killedName);
                assertThat(alert.path("payload").path("failure_type").asText()).isEqualTo("heartbeat_stale");

                try (var again = killed.again()) {
                    assertThat(again.shown(admin).path("id"))
                            .isEqualTo(killed.shown(admin).path("id"));
                    assertThat(finished(fixture, run(admin, action, "crash", Json.object("duration", 0))))
                            .isEqualTo("completed");
                    assertThat(finished(fixture, run(admin, action, "crash", Json.object("duration", 0))))
                            .isEqualTo("completed");
                }
            }
        }
    }

    @Test
    void aWorkerThatIsToldToStopEndsItsRunAndTakesNoMore() {
        var fixture = Fixture.shared();
        var admin = fixture.api();
        var pool = "stop-" + fixture.pack();
        var action = fixture.sleepAction("sleep");
        try (var worker = RemoteWorker.start(admin, directory, "stopping-" + fixture.pack(), pool)) {
            long last = run(admin, action, pool, Json.object("duration", 8));
            running(fixture, last);

            worker.terminate();
            Poll.until(
                    LIMIT,
                    "the worker has heard it",
                    () -> run(admin, action, pool, Json.object("duration", 0)),
                    id -> fixture.execution(id).path("worker").isNull());
            assertThat(worker.ended()).isZero();

            assertThat(finished(fixture, last)).isEqualTo("completed");
            assertThat(worker.shown(admin).path("health_state").asText()).isEqualTo("offline");
        }
    }

    @Test
    void aSilentWorkerIsStaleAndACordonedOneGetsNothing() {
        try (var platform = Platform.up(SHORT_HEARTBEAT)) {
            var fixture = new Fixture(platform.admin());
            var admin = fixture.api();
            var action = fixture.sleepAction("sleep");
            try (var worker = RemoteWorker.start(admin, directory, "silent", "quiet")) {
                long id = worker.shown(admin).path("id").asLong();

                var cordoned = admin.post("/api/v1/workers/" + id + "/cordon", Json.object("reason", "repairs"))
                        .expect(200)
                        .json();
                assertThat(cordoned.path("cordoned").asBoolean()).isTrue();
                assertThat(cordoned.path("cordon_reason").asText()).isEqualTo("repairs");
                assertThat(cordoned.path("cordoned_by").isIntegralNumber()).isTrue();
                assertThat(cordoned.path("cordoned_at").asText()).isNotBlank();
                assertThat(cordoned.path("health_state").asText()).isEqualTo("cordoned");
                assertThat(names(admin, "cordoned=true")).containsExactly("silent");
                long refused = run(admin, action, "quiet", Json.object("duration", 0));
                Poll.stays(
                        Duration.ofSeconds(2),
                        "a cordoned worker takes nothing",
                        () -> fixture.execution(refused).path("status").asText(),
                        "requested"::equals);
                var open = admin.post("/api/v1/workers/" + id + "/uncordon", Json.object())
                        .expect(200)
                        .json();
                assertThat(open.path("cordoned").asBoolean(true)).isFalse();
                assertThat(open.path("cordon_reason").isNull()).isTrue();
                assertThat(open.path("cordoned_by").isNull()).isTrue();
                assertThat(open.path("cordoned_at").isNull()).isTrue();
                assertThat(finished(fixture, refused)).isEqualTo("completed");

                worker.kill();
                int changed = admin.post(
                                "/api/v1/internal/testing/age",
                                Json.object("entity", "worker_heartbeat", "ids", Json.array(id), "seconds", 600))
                        .expect(200)
                        .data()
                        .path("changed")
                        .asInt();
                assertThat(changed).isEqualTo(1);
                var silent = worker.shown(admin);
                assertThat(silent.path("heartbeat_stale").asBoolean()).isTrue();
                assertThat(silent.path("health_state").asText()).isEqualTo("offline");
                assertThat(silent.path("heartbeat_age_seconds").isIntegralNumber())
                        .isTrue();
                assertThat(silent.path("heartbeat_age_seconds").asLong()).isBetween(600L, 700L);
                assertThat(names(admin, "health_state=offline&role=action")).containsExactly("silent");
            }
        }
    }

    private static java.util.List<String> names(Api admin, String filter) {
        return admin.get("/api/v1/workers?" + filter).expect(200).items().findValuesAsText("name").stream()
                .filter(name -> name.equals("silent") || name.startsWith("local"))
                .toList();
    }

    private static long run(Api admin, String action, String pool, ObjectNode parameters) {
        return admin.post(
                        "/api/v1/executions/execute",
                        Json.object(
                                "action_ref", action,
                                "parameters", parameters,
                                "worker_selector", Json.object("pool", pool)))
                .expect(201)
                .data()
                .path("id")
                .asLong();
    }

    private static void running(Fixture fixture, long id) {
        JsonNode _ = Poll.until(
                LIMIT,
                "execution " + id + " runs",
                () -> fixture.execution(id),
                execution -> execution.path("status").asText().equals("running"));
    }

    private static String finished(Fixture fixture, long id) {
        return fixture.ended(id, LIMIT).path("status").asText();
    }
}
