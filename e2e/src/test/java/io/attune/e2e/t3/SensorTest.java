package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.SensorPack;
import io.attune.e2e.harness.Stalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T3.6 Sensor with custom events; the process contract of packs.md §11. */
class SensorTest {
    /** How long a test waits on a machine that others use as well. */
    private static final Duration SHARED = Duration.ofSeconds(20);

    private static final Duration START = Duration.ofSeconds(20);

    /** Emits over HTTP with the standard tools of a shell. */
    private static final String FILE_WATCH = """
            #!/bin/bash
            echo "watching $ATTUNE_SENSOR_REF"
            echo "errors go here $ATTUNE_API_TOKEN" >&2
            exec python3 -u - "attune-watch-$ATTUNE_PACK_REF" <<'PYTHON'
            import json, os, sys, time, urllib.request
            rules = json.loads(os.environ['ATTUNE_SENSOR_TRIGGERS'])
            def content(rule):
                try:
                    return open(rule['config']['path']).read()
                except FileNotFoundError:
                    return None
            def post(trigger, payload):
                token = open(os.environ['ATTUNE_API_TOKEN_FILE']).read()
                body = json.dumps({'trigger_ref': trigger, 'payload': payload}).encode()
                request = urllib.request.Request(os.environ['ATTUNE_API_URL'] + '/api/v1/events', body,
                    {'Authorization': 'Bearer ' + token, 'Content-Type': 'application/json'})
                try:
                    return urllib.request.urlopen(request).status
                except urllib.error.HTTPError as refused:
                    return refused.code
            print('foreign trigger:', post('core.alert', {}))
            seen = {rule['id']: content(rule) for rule in rules}
            print('ready', sorted(rule['ref'] for rule in rules))
            while True:
                time.sleep(1)
                for rule in rules:
                    now = content(rule)
                    if now == 'crash':
                        print('told to crash', file=sys.stderr)
                        sys.exit(7)
                    if now != seen[rule['id']]:
                        seen[rule['id']] = now
                        print('posted', post(rule['trigger_ref'], {'path': rule['config']['path'], 'content': now}))
            PYTHON
            """;

    /** Writes events on standard output and takes new rules on standard input. */
    private static final String ECHO_RULES = """
            #!/usr/bin/env python3
            import json, os, sys
            def tell(rules):
                print(json.dumps({'level': 'info', 'message': 'a log line that is JSON'}))
                for rule in rules:
                    print(json.dumps({'trigger_ref': rule['trigger_ref'], 'trigger_instance_id': 'rule_%d' % rule['id'],
                        'payload': {'pid': os.getpid(), 'rule': rule['ref'], 'path': rule['config']['path']}}), flush=True)
                print(json.dumps({'trigger_ref': 'core.alert', 'payload': {}}), flush=True)
            tell(json.loads(os.environ['ATTUNE_SENSOR_TRIGGERS']))
            for line in sys.stdin:
                tell(json.loads(line))
            """;

    @TempDir
    Path directory;

    @Test
    void aSensorRunsWhileARuleNeedsItAndReportsWhatItSees() throws IOException {
        var api = Platform.shared().admin();
        var pack = new SensorPack(api).install(FILE_WATCH, "shell", "restart");
        var file = Files.writeString(directory.resolve("watched"), "one");
        assertThat(pack.standings()).isEmpty();
        var rule = pack.rule("on_change", file);
        pack.awaitLog("stdout", "ready ['" + rule + "']");

        write(file, "two");
        var changed = Instant.now();

        var events = Poll.until(SHARED, "an event", pack::events, found -> !found.isEmpty());
        assertThat(events).hasSize(1);
        var event = events.getFirst();
        var seen = Instant.parse(event.path("created").asText());
        assertThat(seen).isBefore(changed.plusSeconds(5).plus(Stalls.during(changed, seen)));
        assertThat(event.path("source_ref").asText()).isEqualTo(pack.sensor());
        assertThat(event.path("source").asLong())
                .isEqualTo(api.get("/api/v1/sensors/" + pack.sensor())
                        .expect(200)
                        .data()
                        .path("id")
                        .asLong());
        assertThat(event.path("payload").path("content").asText()).isEqualTo("two");
        var execution = Poll.until(
                SHARED,
                "one completed execution",
                () -> pack.executions(rule),
                found -> found.size() == 1 && Fixture.isTerminal(found.getFirst()));
        assertThat(execution.getFirst().path("status").asText()).isEqualTo("completed");
        assertThat(execution.getFirst().path("result").toString()).contains("two");
        Poll.stays(
                Duration.ofSeconds(3),
                "no event while unchanged",
                () -> pack.events().size(),
                count -> count == 1);

        var running = pack.standing();
        assertThat(running.path("status").asText()).isEqualTo("running");
        assertThat(running.path("pid").isIntegralNumber()).isTrue();
        assertThat(running.path("active_rule_count").asInt()).isEqualTo(1);
        assertThat(running.path("worker_name").asText()).startsWith("sensors-");
        assertThat(pack.log("stdout", 0)).contains("watching " + pack.sensor()).contains("foreign trigger: 403");
        assertThat(pack.log("stdout", 1)).isEqualTo("posted 201\n");
        assertThat(pack.log("stderr", 0)).isEqualTo("errors go here ***\n");
        var logs = api.get("/api/v1/sensors/" + pack.sensor() + "/logs")
                .expect(200)
                .json();
        assertThat(logs.path("logs").findValuesAsText("artifact_ref"))
                .containsExactly("sensor." + pack.sensor() + ".stdout", "sensor." + pack.sensor() + ".stderr");
        api.get("/api/v1/sensors/" + pack.sensor() + "/logs/other").expect(422);

        pack.switchSensor(false);
        pack.awaitGone();
        assertThat(pack.awaitStatus(SHARED, "stopped").path("pid").isNull()).isTrue();
        pack.switchSensor(true);
        pack.awaitRunning();
        pack.switchRule(rule, false);
        pack.awaitGone();
        pack.switchRule(rule, true);
        pack.awaitRunning();
        api.delete("/api/v1/rules/" + rule).expect(200);
        pack.awaitGone();
    }

    /** All at once: the sensor may look at any moment. */
    private void write(Path file, String content) throws IOException {
        Files.move(Files.writeString(directory.resolve("new"), content), file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void aCrashIsRecordedAndTheSensorComesBack() throws IOException {
        var api = Platform.shared().admin();
        var pack = new SensorPack(api).install(FILE_WATCH, "shell", "restart");
        var file = Files.writeString(directory.resolve("watched"), "one");
        pack.rule("on_change", file);
        pack.awaitLog("stdout", "ready");

        write(file, "crash");

        var waiting = pack.awaitStatus(SHARED, "backoff");
        assertThat(waiting.path("last_exit_code").asInt()).isEqualTo(7);
        assertThat(waiting.path("consecutive_failures").asInt()).isEqualTo(1);
        assertThat(waiting.path("next_restart_at").asText()).isNotBlank();
        assertThat(waiting.path("stderr_excerpt").asText())
                .contains("told to crash")
                .doesNotContain("eyJ");
        assertThat(waiting.path("pid").isNull()).isTrue();
        write(file, "mended");
        // After 5 s.
        var again = pack.awaitStatus(SHARED, "running");
        assertThat(again.path("restarts").asInt()).isEqualTo(1);
        var statuses = api
                .get("/api/v1/sensors/" + pack.sensor() + "/history")
                .expect(200)
                .items()
                .findValues("new_values")
                .stream()
                .filter(values -> values.has("status"))
                .map(values -> values.path("status").asText())
                .toList()
                .reversed();
        assertThat(statuses).containsExactly("starting", "running", "backoff", "starting", "running");
    }

    /** From the third on each one raises one, and none raises two. */
    @Test
    void threeFailuresInARowRaiseAnAlertAndSoDoesEachFurtherOne() {
        var api = Platform.shared().admin();
        var pack = new SensorPack(api).install("#!/bin/sh\nexit 3\n", "shell", "restart");
        pack.rule("on_change", directory);

        pack.awaitStatus(SHARED, "backoff");
        // 5 s, 10 s and 20 s between them, and 40 s until the next.
        Poll.until(
                Duration.ofSeconds(90),
                "four failures",
                pack::standing,
                standing -> standing.path("consecutive_failures").asInt() >= 4);

        var alerts = api.get("/api/v1/events?trigger_ref=core.alert&per_page=1000")
                .expect(200)
                .items()
                .valueStream()
                .map(event -> api.get("/api/v1/events/" + event.path("id").asLong())
                        .expect(200)
                        .data()
                        .path("payload"))
                .filter(alert -> alert.path("component_ref").asText().equals(pack.sensor()))
                .toList();
        assertThat(alerts)
                .extracting(alert -> alert.path("correlation_id").asText().replaceAll(".*:", "") + " "
                        + alert.path("failure_type").asText())
                .containsExactly("4 sensor_process_failed", "3 sensor_process_failed");
        pack.switchSensor(false);
    }

    @Test
    void aSensorThatCannotBeStartedSaysWhy() {
        var pack = new SensorPack(Platform.shared().admin()).install("other", "#!/bin/sh\n", "shell", "restart");
        pack.rule("on_change", directory);

        assertThat(pack.awaitStatus(SHARED, "failed").path("stderr_excerpt").asText())
                .contains("sensors/watch");
    }

    @Test
    void linesOnStandardOutputAreEventsAndRulesChangeWithoutARestart() {
        var pack = new SensorPack(Platform.shared().admin()).install(ECHO_RULES, "python", "stdin");
        var first = pack.rule("first", directory.resolve("a"));

        var one = Poll.until(START, "an event", pack::events, found -> !found.isEmpty());
        assertThat(one).hasSize(1);
        assertThat(one.getFirst().path("rule_ref").asText()).isEqualTo(first);
        assertThat(one.getFirst().path("source_ref").asText()).isEqualTo(pack.sensor());
        var second = pack.rule("second", directory.resolve("b"));
        var all = Poll.until(SHARED, "events of both rules", pack::events, found -> found.size() == 3);
        assertThat(all).extracting(event -> event.path("rule_ref").asText()).containsOnly(first, second);
        assertThat(all)
                .extracting(event -> event.path("payload").path("pid").asLong())
                .as("one process")
                .containsOnly(one.getFirst().path("payload").path("pid").asLong());
        assertThat(pack.standing().path("restarts").asInt()).isZero();
        pack.awaitLog("stderr", "no event of 'core.alert' was made");
        pack.awaitLog("stdout", "a log line that is JSON");
    }

    /** SEC-5: a process may live longer than the token that it was started with. */
    @Test
    void theTokenIsRenewedWhileTheProcessGoesOn() {
        try (var platform = Platform.up(Map.of("ATTUNE__SENSORS__TOKEN_LIFE", "10s"))) {
            var pack = new SensorPack(platform.admin()).install("""
                    #!/usr/bin/env python3
                    import json, os, time, urllib.error, urllib.request
                    def post(token):
                        body = json.dumps({'trigger_ref': os.environ['ATTUNE_PACK_REF'] + '.file_changed'}).encode()
                        request = urllib.request.Request(os.environ['ATTUNE_API_URL'] + '/api/v1/events', body,
                            {'Authorization': 'Bearer ' + token, 'Content-Type': 'application/json'})
                        try:
                            return urllib.request.urlopen(request).status
                        except urllib.error.HTTPError as refused:
                            return refused.code
                    def present():
                        return open(os.environ['ATTUNE_API_TOKEN_FILE']).read()
                    for generation in 1, 2, 3:
                        token = present()
                        print('token', generation, post(token), flush=True)
                        while post(token) == 201:
                            time.sleep(0.5)
                        print('outlived', generation, flush=True)
                    time.sleep(3600)
                    """, "python", "restart");
            pack.rule("on_change", directory);

            // It comes up, and each token takes its 10 s.
            pack.awaitLog(Duration.ofSeconds(45), "stdout", "token 1 201\noutlived 1\ntoken 2 201\n");
            pack.awaitLog(Duration.ofSeconds(45), "stdout", "outlived 2\ntoken 3 201\n");
            assertThat(pack.standing().path("restarts").asInt()).isZero();
        }
    }

    @Test
    void aProgramOfItsOwnIsASensorToo() {
        var pack = new SensorPack(Platform.shared().admin()).install("""
                #!/bin/sh
                echo "{\\"trigger_ref\\": \\"$ATTUNE_PACK_REF.file_changed\\", \\"payload\\": {\\"content\\": \\"native\\"}}"
                exec sleep 3600
                """, "native", "restart");
        pack.rule("on_change", directory);

        var events = Poll.until(START, "an event", pack::events, found -> !found.isEmpty());

        assertThat(events).hasSize(1);
        assertThat(events.getFirst().path("payload").path("content").asText()).isEqualTo("native");
        pack.switchSensor(false);
        pack.awaitStatus(SHARED, "stopped");
    }

    /** An environment string holds less than 128 KiB. */
    @Test
    void moreRulesThanAVariableHoldsReachTheSensorInAFile() {
        var pack = new SensorPack(Platform.shared().admin()).install("""
                #!/usr/bin/env python3
                import json, os, sys
                rules = json.load(open(os.environ['ATTUNE_SENSOR_TRIGGERS_FILE']))
                print('rules', len(rules), 'variable', 'ATTUNE_SENSOR_TRIGGERS' in os.environ, flush=True)
                sys.stdin.readline()
                """, "python", "stdin");
        for (int i = 0; i < 3; i++) {
            pack.rule("large" + i, Json.object("path", "x".repeat(50_000)));
        }
        pack.awaitStatus(SHARED, "running");
        pack.switchSensor(false);
        pack.awaitStatus(SHARED, "stopped");
        pack.switchSensor(true);

        pack.awaitLog("stdout", "rules 3 variable False");
    }

    @Test
    void aKilledServerLeavesNoSensorBehindAndItsSuccessorStartsItAgain() throws IOException {
        try (var platform = Platform.up(Map.of())) {
            var pack = new SensorPack(platform.admin()).install(FILE_WATCH, "shell", "restart");
            pack.rule("on_change", Files.writeString(directory.resolve("watched"), "one"));
            pack.awaitLog("stdout", "ready");
            pack.awaitRunning();

            platform.kill();
            pack.awaitGone(SHARED);
            platform.start();
            pack.awaitRunning();
            assertThat(platform.stop()).isZero();
            pack.awaitGone();
        }
    }
}
