package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.EventStream;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Team;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** A13 Live execution stream, and live logs. */
class LiveStreamTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Fixture fixture = Fixture.shared();

    @Test
    void filteredStreamShowsOneExecutionToItsEnd() {
        var action = fixture.sleepAction("sleep");
        long id = fixture.run(action, Json.object("duration", 2)).path("id").asLong();
        try (var stream = new EventStream(fixture.api().open("/api/v1/executions/stream?execution_id=" + id))) {
            assertThat(stream.status()).isEqualTo(200);
            fixture.run(fixture.echoAction("other"), Json.object());
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

    @Test
    void outputArrivesWhileTheRunGoesOn() {
        var action = fixture.shellAction(
                "slow", "echo first\nread -r line < /dev/stdin || true\nsleep 3\necho second\n", null);
        long id = fixture.run(action, Json.object()).path("id").asLong();
        try (var stream = new EventStream(fixture.api().open("/api/v1/executions/" + id + "/logs/stdout/stream"))) {
            var text = new StringBuilder();
            while (!text.toString().contains("first")) {
                text.append(stream.next(LIMIT).orElseThrow().data());
            }
            assertThat(fixture.execution(id).path("status").asText()).isEqualTo("running");
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

            var next = stream.next(LIMIT);
            while (next.isPresent()) {
                next = stream.next(LIMIT);
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
