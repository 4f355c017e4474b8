package io.attune.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Cluster;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Policies;
import io.attune.e2e.harness.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line of a policy is the same for all servers and outlives them (runtime.md §2.2). */
class PolicyCrashTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Holds its slot until the file is there. */
    private static final String GATE = """
            while [ ! -e "$file" ]; do sleep 0.05; done
            """;

    @TempDir
    Path directory;

    @Test
    void whoWaitsWhenTheServerIsKilledGoesInOrderAfterwards() throws IOException {
        int threshold = 2;
        try (var platform = Platform.up()) {
            var fixture = new Fixture(platform.admin());
            var gate = fixture.shellAction("gate", GATE, null);
            new Policies(fixture).forAction("two", gate, Json.object("threshold", threshold));
            List<Long> ids = starting(fixture, gate, gateFile(), 50 + threshold);
            assertThat(ids)
                    .filteredOn(id -> Policies.waits(fixture.execution(id)))
                    .hasSize(50);

            platform.kill();
            Files.createFile(directory.resolve("open"));
            platform.start();

            var ended = ended(new Fixture(platform.admin()), ids);
            assertThat(ended)
                    .filteredOn(run -> run.path("status").asText().equals("abandoned"))
                    .as("what was running when the server died")
                    .hasSizeLessThanOrEqualTo(threshold);
            assertThat(ended)
                    .extracting(run -> run.path("status").asText())
                    .containsOnly("completed", "abandoned")
                    .contains("completed");
            Policies.assertFirstComeFirstServed(ended, threshold);
        }
    }

    @Test
    void twoServersKeepOneLine() throws Exception {
        int threshold = 3;
        int eachServer = 100;
        try (var cluster = Cluster.start(directory);
                var red = cluster.node("red", "api,engine,worker");
                var blue = cluster.node("blue", "api,engine,worker")) {
            var redFixture = new Fixture(red.admin());
            var blueFixture = redFixture.at(blue.admin());
            var gate = redFixture.shellAction("gate", GATE, null);
            var policies = new Policies(redFixture);
            policies.forAction("three", gate, Json.object("threshold", threshold));
            List<Long> ids = starting(redFixture, gate, gateFile(), threshold);
            ids.forEach(id -> Poll.until(
                    LIMIT,
                    "run " + id + " holds its slot",
                    () -> redFixture.execution(id),
                    run -> run.path("status").asText().equals("running")));

            try (var threads = Executors.newFixedThreadPool(2)) {
                var atRed = threads.submit(() -> starting(redFixture, gate, gateFile(), eachServer));
                var atBlue = threads.submit(() -> starting(blueFixture, gate, gateFile(), eachServer));
                ids.addAll(atRed.get());
                ids.addAll(atBlue.get());
            }
            assertThat(ids)
                    .filteredOn(id -> Policies.waits(redFixture.execution(id)))
                    .hasSize(2 * eachServer);
            var last = redFixture.execution(
                    ids.stream().mapToLong(Long::longValue).max().orElseThrow());
            assertThat(Policies.position(last)).isEqualTo(2L * eachServer);
            Files.createFile(directory.resolve("open"));

            var ended = ended(blueFixture, ids);
            assertThat(ended).extracting(run -> run.path("status").asText()).containsOnly("completed");
            assertThat(ended.stream().map(run -> run.path("worker").asLong()).distinct())
                    .as("workers of both servers")
                    .hasSize(2);
            Policies.assertFirstComeFirstServed(ended, threshold);
        }
    }

    private JsonNode gateFile() {
        return Json.object("file", directory.resolve("open").toString());
    }

    private static List<Long> starting(Fixture fixture, String action, JsonNode parameters, int count) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(fixture.run(action, parameters).path("id").asLong());
        }
        return ids;
    }

    private static List<JsonNode> ended(Fixture fixture, List<Long> ids) {
        return ids.stream()
                .map(id -> Poll.until(
                        LIMIT, "execution " + id + " ends", () -> fixture.execution(id), Fixture::isTerminal))
                .toList();
    }
}
