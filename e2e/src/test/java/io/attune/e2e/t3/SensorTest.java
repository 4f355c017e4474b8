package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T3.6 Sensor with custom events; the process contract of packs.md §11. */
class SensorTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final Duration START = Duration.ofSeconds(20);

    /** Emits over HTTP with the standard tools of a shell. Its first argument marks its processes. */
    private static final String FILE_WATCH = """
            #!/bin/bash
            echo "watching $ATTUNE_SENSOR_REF"
            echo "errors go here $ATTUNE_API_TOKEN" >&2
            exec -a attune-watch-$ATTUNE_PACK_REF python3 -u - <<'PYTHON'
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

    private final String pack =
            "s" + UUID.randomUUID().toString().replace("-", "").substring(0, 10);

    @Test
    void aSensorRunsWhileARuleNeedsItAndReportsWhatItSees() throws IOException {
        var api = Platform.shared().admin();
        install(api, "file_watch.sh", FILE_WATCH, "shell", "restart");
        var file = Files.writeString(directory.resolve("watched"), "one");
        assertThat(processes(api)).isEmpty();
        var rule = rule(api, "on_change", file);
        awaitLog(api, "ready ['" + rule + "']");

        Files.writeString(file, "two");

        var events = Poll.until(SOON, "an event", () -> events(api), found -> !found.isEmpty());
        assertThat(events).hasSize(1);
        var event = events.getFirst();
        assertThat(event.path("source_ref").asText()).isEqualTo(pack + ".watch");
        assertThat(event.path("source").asLong())
                .isEqualTo(api.get("/api/v1/sensors/" + pack + ".watch")
                        .expect(200)
                        .data()
                        .path("id")
                        .asLong());
        assertThat(event.path("payload").path("content").asText()).isEqualTo("two");
        var execution = Poll.until(
                SOON,
                "one completed execution",
                () -> executions(api),
                found -> found.size() == 1 && Fixture.isTerminal(found.getFirst()));
        assertThat(execution.getFirst().path("status").asText()).isEqualTo("completed");
        assertThat(execution.getFirst().path("result").toString()).contains("two");
        Poll.stays(Duration.ofSeconds(3), "no event while unchanged", () -> events(api).size(), count -> count == 1);

        var running = process(api);
        assertThat(running.path("status").asText()).isEqualTo("running");
        assertThat(running.path("pid").isIntegralNumber()).isTrue();
        assertThat(running.path("active_rule_count").asInt()).isEqualTo(1);
        assertThat(running.path("worker_name").asText()).startsWith("sensors-");
        var log = log(api, "stdout", 0);
        assertThat(log).contains("watching " + pack + ".watch").contains("foreign trigger: 403");
        assertThat(log(api, "stdout", 1)).isEqualTo("posted 201\n");
        assertThat(log(api, "stderr", 0)).isEqualTo("errors go here ***\n");
        var logs = api.get("/api/v1/sensors/" + pack + ".watch/logs").expect(200).json();
        assertThat(logs.path("logs").findValuesAsText("artifact_ref"))
                .containsExactly("sensor." + pack + ".watch.stdout", "sensor." + pack + ".watch.stderr");
        api.get("/api/v1/sensors/" + pack + ".watch/logs/other").expect(422);

        api.post("/api/v1/sensors/" + pack + ".watch/disable", Json.object()).expect(200);
        awaitGone();
        assertThat(Poll.until(
                                SOON,
                                "it is shown as stopped",
                                () -> process(api),
                                shown -> shown.path("status").asText().equals("stopped"))
                        .path("pid")
                        .isNull())
                .isTrue();
        api.post("/api/v1/sensors/" + pack + ".watch/enable", Json.object()).expect(200);
        awaitRunning();
        api.post("/api/v1/rules/" + rule + "/disable", Json.object()).expect(200);
        awaitGone();
        api.post("/api/v1/rules/" + rule + "/enable", Json.object()).expect(200);
        awaitRunning();
        api.delete("/api/v1/rules/" + rule).expect(200);
        awaitGone();
    }

    @Test
    void aCrashIsRecordedAndTheSensorComesBack() throws IOException {
        var api = Platform.shared().admin();
        install(api, "file_watch.sh", FILE_WATCH, "shell", "restart");
        var file = Files.writeString(directory.resolve("watched"), "one");
        rule(api, "on_change", file);
        awaitLog(api, "ready");

        Files.writeString(file, "crash");

        var waiting = Poll.until(
                SOON,
                "the crash is seen",
                () -> process(api),
                shown -> shown.path("status").asText().equals("backoff"));
        assertThat(waiting.path("last_exit_code").asInt()).isEqualTo(7);
        assertThat(waiting.path("consecutive_failures").asInt()).isEqualTo(1);
        assertThat(waiting.path("next_restart_at").asText()).isNotBlank();
        assertThat(waiting.path("stderr_excerpt").asText()).contains("told to crash").doesNotContain("eyJ");
        assertThat(waiting.path("pid").isNull()).isTrue();
        Files.writeString(file, "mended");
        var again = Poll.until(
                Duration.ofSeconds(10),
                "it is started again after 5 s",
                () -> process(api),
                shown -> shown.path("status").asText().equals("running"));
        assertThat(again.path("restarts").asInt()).isEqualTo(1);
    }

    @Test
    void aSensorThatCannotBeStartedSaysWhy() {
        var api = Platform.shared().admin();
        install(api, "other.sh", "#!/bin/sh\n", "shell", "restart");
        rule(api, "on_change", directory);

        var failed = Poll.until(
                SOON,
                "it is shown as failed",
                () -> processes(api),
                shown -> shown.size() == 1
                        && shown.get(0).path("status").asText().equals("failed"));
        assertThat(failed.get(0).path("stderr_excerpt").asText()).contains("sensors/file_watch.sh");
    }

    @Test
    void linesOnStandardOutputAreEventsAndRulesChangeWithoutARestart() {
        var api = Platform.shared().admin();
        install(api, "file_watch.sh", ECHO_RULES, "python", "stdin");
        var first = rule(api, "first", directory.resolve("a"));

        var one = Poll.until(START, "an event", () -> events(api), found -> !found.isEmpty());
        assertThat(one).hasSize(1);
        assertThat(one.getFirst().path("rule_ref").asText()).isEqualTo(first);
        assertThat(one.getFirst().path("source_ref").asText()).isEqualTo(pack + ".watch");
        var second = rule(api, "second", directory.resolve("b"));
        var all = Poll.until(SOON, "events of both rules", () -> events(api), found -> found.size() == 3);
        assertThat(all).extracting(event -> event.path("rule_ref").asText()).containsOnly(first, second);
        assertThat(all)
                .extracting(event -> event.path("payload").path("pid").asLong())
                .as("one process")
                .containsOnly(one.getFirst().path("payload").path("pid").asLong());
        assertThat(process(api).path("restarts").asInt()).isZero();
        assertThat(log(api, "stderr", 0)).contains("no event of 'core.alert' was made");
        assertThat(log(api, "stdout", 0)).contains("a log line that is JSON");
    }

    @Test
    void aKilledServerLeavesNoSensorBehindAndItsSuccessorStartsItAgain() throws IOException {
        try (var platform = Platform.up(Map.of())) {
            var api = platform.admin();
            install(api, "file_watch.sh", FILE_WATCH, "shell", "restart");
            rule(api, "on_change", Files.writeString(directory.resolve("watched"), "one"));
            awaitLog(api, "ready");
            awaitRunning();

            platform.kill();
            awaitGone();
            platform.start();
            awaitRunning();
            assertThat(platform.stop()).isZero();
            awaitGone();
        }
    }

    private void install(Api api, String fileName, String script, String runner, String ruleUpdates) {
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nlabel: Sensors\nversion: 1.0.0\n")
                .file("triggers/file_changed.yaml", "ref: " + pack + ".file_changed\nlabel: File changed\n")
                .file("sensors/watch.yaml", """
                        ref: %s.watch
                        label: Watch
                        runner_type: %s
                        entry_point: file_watch.sh
                        trigger_types: [%s.file_changed]
                        rule_updates: %s
                        """.formatted(pack, runner, pack, ruleUpdates))
                .file("sensors/" + fileName, script);
        api.upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of())
                .expect(201);
    }

    private String rule(Api api, String name, Path path) {
        ObjectNode request = Json.object(
                "ref", pack + "." + name,
                "pack_ref", pack,
                "label", name,
                "action_ref", "core.echo",
                "trigger_ref", pack + ".file_changed",
                "trigger_params", Json.object("path", path.toString()),
                "action_params", Json.object("message", "{{ event.payload.content }}"));
        return api.post("/api/v1/rules", request).expect(201).data().path("ref").asText();
    }

    private List<JsonNode> events(Api api) {
        return details(api, "/api/v1/events?trigger_ref=" + pack + ".file_changed", "/api/v1/events/");
    }

    private List<JsonNode> executions(Api api) {
        var found = new ArrayList<JsonNode>();
        for (var item : api.get("/api/v1/executions?rule_ref=" + pack + ".on_change")
                .expect(200)
                .items()) {
            found.add(api.get("/api/v1/executions/" + item.path("id").asLong())
                    .expect(200)
                    .data());
        }
        return found;
    }

    private static List<JsonNode> details(Api api, String list, String detail) {
        var found = new ArrayList<JsonNode>();
        api.get(list).expect(200).items().forEach(item -> found.add(api.get(
                        detail + item.path("id").asLong())
                .expect(200)
                .data()));
        return found;
    }

    private JsonNode processes(Api api) {
        return api.get("/api/v1/sensors/" + pack + ".watch/processes")
                .expect(200)
                .data();
    }

    private JsonNode process(Api api) {
        var all = processes(api);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private String log(Api api, String stream, int tail) {
        return api.get("/api/v1/sensors/" + pack + ".watch/logs/" + stream + "?tail=" + tail)
                .expect(200)
                .body();
    }

    private void awaitLog(Api api, String text) {
        Poll.until(
                START,
                "the sensor says: " + text,
                () -> api.get("/api/v1/sensors/" + pack + ".watch/logs/stdout"),
                answer -> answer.status() == 200 && answer.body().contains(text));
    }

    private void awaitGone() {
        Poll.until(
                STOP,
                "no process of the sensor",
                () -> Processes.withCommandLine("attune-watch-" + pack),
                count -> count == 0);
    }

    private void awaitRunning() {
        Poll.until(
                START,
                "one process of the sensor",
                () -> Processes.withCommandLine("attune-watch-" + pack),
                count -> count == 1);
    }
}
