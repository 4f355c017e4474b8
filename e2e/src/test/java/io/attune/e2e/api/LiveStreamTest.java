package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.EventStream;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Team;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A13 Live execution stream, and live logs. */
class LiveStreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Long enough to find that one comes every 15 s. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(40);

    private final Fixture fixture = Fixture.shared();

    @Test
    void filteredStreamShowsOneExecutionToItsEnd(@TempDir Path directory) throws IOException {
        var file = directory.resolve("goes-on");
        long id = waitingRun(file);
        try (var stream = new EventStream(fixture.api().open("/api/v1/executions/stream?execution_id=" + id))) {
            assertThat(stream.status()).isEqualTo(200);
            fixture.run(fixture.echoAction("other"), Json.object());
            Files.createFile(file);
            var statuses = new ArrayList<String>();
            while (!statuses.contains("completed")) {
                var payload = Json.parse(stream.next(LIMIT).orElseThrow().data());
                assertThat(payload.path("entity_type").asText()).isEqualTo("execution");
                assertThat(payload.path("entity_id").asLong()).isEqualTo(id);
                assertThat(payload.has("result")).isFalse();
                assertThat(payload.has("config")).isFalse();
                statuses.add(payload.path("status").asText());
            }
        }
    }

    /** A run that goes on until the file is there. */
    private long waitingRun(Path file) {
        return fixture.run(fixture.waitingAction("wait"), Json.object("file", file.toString()))
                .path("id")
                .asLong();
    }

    @Test
    void unfilteredStreamShowsNewExecutions() {
        try (var stream = new EventStream(fixture.api().open("/api/v1/executions/stream"))) {
            long id = fixture.run(fixture.echoAction("echo"), Json.object())
                    .path("id")
                    .asLong();
            var seen = new ArrayList<String>();
            while (!seen.contains("completed")) {
                var payload = Json.parse(stream.next(LIMIT).orElseThrow().data());
                if (payload.path("entity_id").asLong() == id) {
                    seen.add(payload.path("status").asText());
                }
            }
        }
    }

    /** Clients that show workflows need not look each execution up to know which are some. */
    @Test
    void changesOfAWorkflowAreToldOnceMoreWithItsDefinition() {
        var workflow = new Workflows(fixture).create("told", "{tasks: [{name: 'a', action: 'core.noop'}]}");
        var definition = fixture.api()
                .get("/api/v1/workflows/" + workflow)
                .expect(200)
                .data()
                .path("id")
                .asLong();
        try (var stream = new EventStream(fixture.api().open("/api/v1/executions/stream"))) {
            long id = fixture.run(workflow, Json.object()).path("id").asLong();
            var told = new ArrayList<String>();
            while (!told.contains("running completed")) {
                var payload = Json.parse(stream.next(LIMIT).orElseThrow().data());
                if (payload.has("workflow_def") && payload.path("entity_id").asLong() == id) {
                    assertThat(payload.path("action_ref").asText()).isEqualTo(workflow);
                    assertThat(payload.path("workflow_def").asLong()).isEqualTo(definition);
                    told.add(payload.path("old_status").asText() + " "
                            + payload.path("status").asText());
                }
            }
            assertThat(told).containsExactly("requested running", "running completed");
        }
    }

    @Test
    void outputArrivesWhileTheRunGoesOn(@TempDir Path directory) throws IOException {
        var file = directory.resolve("goes-on");
        long id = waitingRun(file);
        try (var stream = new EventStream(fixture.api().open("/api/v1/executions/" + id + "/logs/stdout/stream"))) {
            var text = new StringBuilder();
            while (!text.toString().contains("first")) {
                text.append(stream.next(LIMIT).orElseThrow().data());
            }
            assertThat(fixture.execution(id).path("status").asText()).isEqualTo("running");
            Files.createFile(file);
            var last = stream.next(LIMIT);
            while (last.isPresent() && !last.get().name().equals("done")) {
                text.append(last.get().data());
                last = stream.next(LIMIT);
            }
            assertThat(last).isPresent();
            assertThat(text.toString()).contains("second");
        }
    }

    /** The next message, or sign of life, finds that its reader would not be let in any more (SEC-3, SEC-19). */
    @Test
    void aStreamEndsWithTheSessionThatOpenedIt() {
        var team = Team.shared();
        var watcher = team.member("watcher", "core.viewer");
        var ofTeam = new Fixture(team.api());
        try (var stream = new EventStream(watcher.api().open("/api/v1/executions/stream"))) {
            long id = ofTeam.run("core.echo", Json.object()).path("id").asLong();
            assertThat(Json.parse(stream.next(LIMIT).orElseThrow().data())
                            .path("entity_id")
                            .asLong())
                    .isEqualTo(id);
            ofTeam.ended(id, LIMIT);

            team.api()
                    .post("/api/v1/identities/" + watcher.id() + "/freeze", Json.object())
                    .expect(200);

            var next = stream.next(SIGN_OF_LIFE);
            while (next.isPresent()) {
                next = stream.next(SIGN_OF_LIFE);
            }
        }
    }

    @Test
    void streamsNeedAToken() {
        assertThat(fixture.api().anonymous().get("/api/v1/executions/stream").status())
                .isEqualTo(401);
        assertThat(fixture.api()
                        .get("/api/v1/executions/999999999/logs/stdout/stream")
                        .status())
                .isEqualTo(404);
    }
}
