package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.RemoteWorker;
import io.attune.e2e.harness.Workflows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T2.10 Parallel items. */
class ParallelItemsTest {
    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    private JsonNode run(int items, int concurrency) {
        return run(items, concurrency, "");
    }

    /** @param more fields of the task */
    private JsonNode run(int items, int concurrency, String more) {
        fixture.sleepAction("slow");
        var ref = workflows.create("items", """
                {tasks: [{name: 'each', action: '$.slow', with_items: '{{ parameters.items }}', concurrency: %d, input: {duration: 1}%s}]}
                """.formatted(concurrency, more));
        return workflows.run(
                ref,
                Json.object(
                        "items", Json.value(IntStream.range(0, items).boxed().toList())));
    }

    private List<JsonNode> completed(JsonNode ended, int items) {
        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var children = workflows.children(ended);
        assertThat(children)
                .hasSize(items)
                .allMatch(child -> Workflows.status(child).equals("completed"));
        return children;
    }

    @Test
    void fiveAtOnceOnAnIdleWorker(@TempDir Path directory) {
        var pool = "items-" + fixture.pack();
        try (var _ = RemoteWorker.start(fixture.api(), directory, pool, pool, 5)) {
            var ended = run(5, 5, ", worker_selector: {pool: '" + pool + "'}");

            assertThat(Workflows.overlap(completed(ended, 5))).isGreaterThan(1);
            assertThat(Workflows.took(ended)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void tenOfWhichThreeAtATime() {
        assertThat(Workflows.overlap(completed(run(10, 3), 10))).isBetween(2, 3);
    }

    @Test
    void oneAfterTheOther() {
        var ended = run(3, 1);

        assertThat(Workflows.overlap(completed(ended, 3))).isEqualTo(1);
        assertThat(Duration.between(
                        Workflows.start(ended),
                        Instant.parse(ended.path("updated").asText())))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void twentyOfWhichTenAtATime() {
        assertThat(Workflows.overlap(completed(run(20, 10), 20))).isBetween(2, 10);
    }
}
