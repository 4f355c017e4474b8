package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Policies;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** X12: how many runs may start within a time (runtime.md §2.2, FIX-5). */
class RatePolicyTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Long enough to ask for five runs, and look at the last one, before the next may start. */
    private static final int WINDOW = 6;

    private final Fixture fixture = Fixture.shared();
    private final Policies policies = new Policies(fixture);
    private final String action = fixture.echoAction("work");

    private static ObjectNode twoIn(int seconds) {
        return Json.object("rate_limit", Json.object("max_executions", 2, "window_seconds", seconds));
    }

    private List<Long> runs(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> fixture.run(action, Json.object()).path("id").asLong())
                .toList();
    }

    @Test
    void withinAnyWindowNoMoreStartThanMayAndTheOthersWaitTheirTurn() {
        var policy = policies.forAction("rate", action, twoIn(WINDOW));
        var ids = runs(5);

        var waiting = fixture.execution(ids.getLast());
        assertThat(waiting.path("waiting_for").asText())
                .contains(policy, "it lets 2 start within " + WINDOW + " s", "the next one at", "position 3 of 3");
        assertThat(waiting.path("admission").path("rate_limit"))
                .isEqualTo(Json.object("max_executions", 2, "window_seconds", WINDOW));
        assertThat(waiting.path("admission").hasNonNull("next_start_at")).isTrue();

        List<JsonNode> ended = new ArrayList<>();
        ids.forEach(id -> ended.add(fixture.ended(id, LIMIT)));
        assertThat(ended).extracting(run -> run.path("status").asText()).containsOnly("completed");
        var starts = ended.stream()
                .map(run -> Instant.parse(run.path("started_at").asText()))
                .toList();
        assertThat(starts).as("in order").isSorted();
        // The first two were let in when they were made; how long each takes from there to its start differs.
        for (int i = 2; i < starts.size(); i++) {
            var letIn = Instant.parse(ended.get(i % 2).path("created").asText());
            assertThat(Duration.between(letIn, starts.get(i)))
                    .as("until start %s", i)
                    .isBetween(
                            Duration.ofSeconds((long) i / 2 * WINDOW), Duration.ofSeconds((long) (i / 2 + 1) * WINDOW));
        }
    }

    @Test
    void withTheCancelMethodWhatIsBeyondTheRateIsCancelled() {
        policies.forAction("strict", action, twoIn(600).put("method", "cancel"));
        var ids = runs(3);

        assertThat(fixture.ended(ids.get(0), LIMIT).path("status").asText()).isEqualTo("completed");
        assertThat(fixture.ended(ids.get(1), LIMIT).path("status").asText()).isEqualTo("completed");
        var cancelled = fixture.ended(ids.get(2), LIMIT);
        assertThat(cancelled.path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("result").path("error").asText()).isEqualTo("Execution cancelled by policy");
        assertThat(cancelled.path("result").path("message").asText()).contains("lets 2 runs start within 600 s");
    }

    @Test
    void aWiderRateLetsThoseGoWhoWait() {
        var policy = policies.forAction("rate", action, twoIn(600));
        var ids = runs(4);
        assertThat(Policies.waits(fixture.execution(ids.getLast()))).isTrue();

        policies.update(policy, Json.object("rate_limit", Json.object("max_executions", 4, "window_seconds", 600)));

        ids.forEach(id ->
                assertThat(fixture.ended(id, LIMIT).path("status").asText()).isEqualTo("completed"));
    }
}
