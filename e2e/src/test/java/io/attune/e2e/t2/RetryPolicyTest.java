package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Workflows;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** T2.8 Retry policy. */
class RetryPolicyTest {
    /** Fails until it has run so often as {@code after} says. */
    private static final String FLAKY = """
            echo x >> "$file"
            [ "$(wc -l < "$file")" -gt "$after" ]
            """;

    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    @TempDir
    private Path directory;

    RetryPolicyTest() {
        fixture.shellAction("flaky", FLAKY, null);
    }

    private JsonNode run(String retry, int failures) {
        var ref = workflows.create("retried", """
                {tasks: [{name: 'flaky', action: '$.flaky', retry: %s}]}
                """.formatted(retry));
        return workflows.run(ref, Json.object("file", directory.resolve("runs").toString(), "after", failures));
    }

    @Test
    void anActionThatFailsTwiceSucceedsTheThirdTime() {
        var ended = run("{count: 2, delay: 1, backoff: 'constant'}", 2);

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var children = workflows.children(ended);
        assertThat(children).extracting(Workflows::status).containsExactly("failed", "failed", "completed");
        assertThat(children)
                .extracting(
                        child -> child.path("workflow_task").path("retry_count").asInt())
                .containsExactly(0, 1, 2);
        long first = children.getFirst().path("id").asLong();
        assertThat(children.getFirst().has("original_execution")).isFalse();
        assertThat(children.subList(1, 3))
                .allMatch(child -> child.path("original_execution").asLong() == first);
        assertThat(children)
                .allMatch(child ->
                        child.path("parent").asLong() == ended.path("id").asLong())
                .allMatch(child -> child.path("action_ref").asText().equals(fixture.ref("flaky")));
    }

    @Test
    void whatAlwaysFailsIsTriedAsOftenAsAllowed() {
        var ended = run("{count: 2, delay: 0}", 99);

        assertThat(Workflows.status(ended)).isEqualTo("failed");
        List<JsonNode> children = workflows.children(ended);
        assertThat(children).hasSize(3);
        assertThat(children.getLast().path("workflow_task").path("max_retries").asInt())
                .isEqualTo(2);
        assertThat(children.getLast().path("result").path("error").asText()).isNotEmpty();
    }

    @Test
    void whatSucceedsAtOnceRunsOnce() {
        var ended = run("{count: 2, delay: 1}", 0);

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var children = workflows.children(ended);
        assertThat(children)
                .singleElement()
                .satisfies(child -> assertThat(child.has("original_execution")).isFalse());
        // Whoever runs tests at the same time may hold all places of the worker.
        var waited = Duration.between(created(children.getFirst()), Workflows.start(children.getFirst()));
        assertThat(Workflows.took(ended).minus(waited)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void exponentialDelaysAddUp() {
        var ended = run("{count: 3, delay: 1, backoff: 'exponential', max_delay: 10}", 3);

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        var children = workflows.children(ended);
        assertThat(children).hasSize(4);
        // Each is due when its delay has passed, and starts as soon as the worker has a place for it.
        for (int i = 1; i < 4; i++) {
            var due = Instant.parse(
                    children.get(i).path("workflow_task").path("next_retry_at").asText());
            assertThat(Duration.between(Workflows.end(children.get(i - 1)), due))
                    .as("the delay before attempt %d", i + 1)
                    .isBetween(Duration.ofMillis(1_000L << (i - 1)), Duration.ofMillis((1_000L << (i - 1)) + 500));
            assertThat(Workflows.start(children.get(i))).isAfterOrEqualTo(due);
        }
        assertThat(Duration.between(Workflows.start(ended), updated(ended)))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(7));
    }

    private static Instant created(JsonNode execution) {
        return Instant.parse(execution.path("created").asText());
    }

    private static Instant updated(JsonNode execution) {
        return Instant.parse(execution.path("updated").asText());
    }
}
