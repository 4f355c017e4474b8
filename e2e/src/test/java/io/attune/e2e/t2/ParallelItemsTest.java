package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Workflows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** T2.10 Parallel items. */
class ParallelItemsTest {
    private final Fixture fixture = Fixture.shared();

    private static JsonNode run(Fixture fixture, int items, int concurrency) {
        fixture.sleepAction("slow");
        var workflows = new Workflows(fixture);
        var ref = workflows.create("items", """
                {tasks: [{name: 'each', action: '$.slow', with_items: '{{ parameters.items }}', concurrency: %d, input: {duration: 1}}]}
                """.formatted(concurrency));
        return workflows.run(
                ref,
                Json.object(
                        "items", Json.value(IntStream.range(0, items).boxed().toList())));
    }

    private static List<JsonNode> completed(Fixture fixture, JsonNode ended, int items) {
        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var children = new Workflows(fixture).children(ended);
        assertThat(children)
                .hasSize(items)
                .allMatch(child -> Workflows.status(child).equals("completed"));
        return children;
    }

    @Test
    void fiveAtOnceOnAnIdleWorker() {
        try (var platform = Platform.up(Map.of("ATTUNE__WORKER__SLOTS", "5"))) {
            var alone = new Fixture(platform.admin());

            var ended = run(alone, 5, 5);

            assertThat(Workflows.overlap(completed(alone, ended, 5))).isGreaterThan(1);
            assertThat(Workflows.took(ended)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void tenOfWhichThreeAtATime() {
        assertThat(Workflows.overlap(completed(fixture, run(fixture, 10, 3), 10)))
                .isBetween(2, 3);
    }

    @Test
    void oneAfterTheOther() {
        var ended = run(fixture, 3, 1);

        assertThat(Workflows.overlap(completed(fixture, ended, 3))).isEqualTo(1);
        assertThat(Duration.between(
                        Workflows.start(ended),
                        Instant.parse(ended.path("updated").asText())))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void twentyOfWhichTenAtATime() {
        assertThat(Workflows.overlap(completed(fixture, run(fixture, 20, 10), 20)))
                .isBetween(2, 10);
    }
}
