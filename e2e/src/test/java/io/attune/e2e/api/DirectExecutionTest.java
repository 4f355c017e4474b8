package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A4 Direct execution, and cancelling. */
class DirectExecutionTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> ORDER = List.of("requested", "scheduling", "scheduled", "running", "completed");

    private final Fixture fixture = Fixture.shared();

    @Test
    void parametersReachStandardInputAndConfig() {
        var action = fixture.echoAction("echo");

        var started = fixture.run(action, Json.object("message", "hi", "count", 3));
        assertThat(started.path("status").asText()).isIn("requested", "scheduling", "scheduled", "running");
        var ended = fixture.ended(started.path("id").asLong(), LIMIT);

        assertThat(ended.path("status").asText()).isEqualTo("completed");
        assertThat(ended.path("config")).isEqualTo(Json.object("message", "hi", "count", 3));
        assertThat(ended.path("result").path("data").path("input")).isEqualTo(Json.object("message", "hi", "count", 3));
        assertThat(fixture.count("/api/v1/executions?action_ref=" + action)).isEqualTo(1);
    }

    @Test
    void statusesComeInOrder(@TempDir Path directory) throws IOException {
        var file = directory.resolve("goes-on");
        var action = fixture.waitingAction("wait");
        long id = fixture.run(action, Json.object("file", file.toString()))
                .path("id")
                .asLong();
        var seen = new ArrayList<String>();

        awaitStatus(id, "running", seen);
        Files.createFile(file);
        awaitStatus(id, "completed", seen);

        assertThat(seen).contains("running").isSortedAccordingTo(java.util.Comparator.comparingInt(ORDER::indexOf));
        assertThat(ORDER).containsAll(seen);
    }

    /** @param seen takes each status on the way, when it is another than the one before */
    private void awaitStatus(long id, String wanted, List<String> seen) {
        Poll.until(LIMIT, wanted, () -> fixture.execution(id).path("status").asText(), status -> {
            if (seen.isEmpty() || !seen.getLast().equals(status)) {
                seen.add(status);
            }
            return status.equals(wanted);
        });
    }

    @Test
    void fiveConcurrentRunsAllComplete() {
        var action = fixture.sleepAction("sleep");

        var ids = IntStream.range(0, 5)
                .mapToLong(_ -> fixture.run(action, Json.object("duration", 1))
                        .path("id")
                        .asLong())
                .toArray();

        for (long id : ids) {
            assertThat(fixture.ended(id, LIMIT).path("status").asText()).isEqualTo("completed");
        }
    }

    @Test
    void unknownActionAndMissingTokenAreRefused() {
        var request = Json.object("action_ref", "no.such_action", "parameters", Json.object());

        fixture.api().post("/api/v1/executions/execute", request).expect(404);
        fixture.api().anonymous().post("/api/v1/executions/execute", request).expect(401);
    }

    @Test
    void cancelStopsTheWholeProcessTree() {
        var marker = "attune-e2e-" + fixture.pack();
        var child = "bash -c 'exec -a " + marker + " sleep 300' &\n";
        var action = fixture.shellAction("tree", child + "(" + child + "wait) &\nsetsid " + child + "wait\n", null);
        long id = fixture.run(action, Json.object()).path("id").asLong();
        Poll.until(LIMIT, "the processes run", () -> Processes.withCommandLine(marker), count -> count >= 3);

        var answer = fixture.api()
                .post("/api/v1/executions/" + id + "/cancel", Json.object())
                .expect(200)
                .data();

        assertThat(answer.path("status").asText()).isIn("canceling", "cancelled");
        assertThat(fixture.ended(id, LIMIT).path("status").asText()).isEqualTo("cancelled");
        Poll.until(
                Duration.ofSeconds(10),
                "no process is left",
                () -> Processes.withCommandLine(marker),
                count -> count == 0);
        fixture.api()
                .post("/api/v1/executions/" + id + "/cancel", Json.object())
                .expect(409);
    }

    @Test
    void timeoutFailsTheRunAndSaysSo() {
        var action = fixture.action(
                Json.object(
                        "ref", fixture.ref("slow"),
                        "label", "Slow",
                        "entrypoint", "sleep 300\n",
                        "runtime_ref", "core.shell",
                        "timeout_seconds", 1),
                null);

        var ended = fixture.ended(fixture.run(action, Json.object()).path("id").asLong(), LIMIT);

        assertThat(ended.path("status").asText()).isEqualTo("failed");
        assertThat(ended.path("result").path("error").asText()).contains("timed out");
        assertThat(ended.path("result").path("timed_out").asBoolean()).isTrue();
    }

    @Test
    void pythonNodeAndCoreActionsRun() {
        var python = fixture.action(
                Json.object(
                        "ref",
                        fixture.ref("py"),
                        "label",
                        "Python",
                        "runtime_ref",
                        "core.python",
                        "output_format",
                        "json",
                        "entrypoint",
                        "import json, sys\nprint(json.dumps({'sum': sum(json.load(sys.stdin)['values'])}))\n"),
                null);
        var node = fixture.action(
                Json.object(
                        "ref",
                        fixture.ref("js"),
                        "label",
                        "Node",
                        "runtime_ref",
                        "core.nodejs",
                        "output_format",
                        "json",
                        "entrypoint",
                        "const input = JSON.parse(require('fs').readFileSync(0, 'utf8'));\nconsole.log(JSON.stringify({sum: input.values.reduce((a, b) => a + b)}));\n"),
                null);
        var parameters = Json.object("values", Json.array(1, 2, 3));

        for (var action : List.of(python, node)) {
            var ended = fixture.ended(fixture.run(action, parameters).path("id").asLong(), LIMIT);
            assertThat(ended.path("result").path("data")).as(ended.toString()).isEqualTo(Json.object("sum", 6));
        }
        var echo = fixture.ended(
                fixture.run("core.echo", Json.object("message", "core"))
                        .path("id")
                        .asLong(),
                LIMIT);
        assertThat(echo.path("status").asText()).isEqualTo("completed");
        assertThat(echo.path("result").toString()).contains("core");
    }
}
