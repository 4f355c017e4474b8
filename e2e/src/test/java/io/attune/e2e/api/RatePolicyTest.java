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

    /** Between being let in and starting, which differs from run to run. */
    private static final Duration WAY_TO_THE_WORKER = Duration.ofMillis(700);

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
        var policy = policies.forAction("rate", action, twoIn(3));
        var ids = runs(5);

        var waiting = fixture.execution(ids.getLast());
        assertThat(waiting.path("waiting_for").asText())
                .contains(policy, "it lets 2 start within 3 s", "the next one at", "position 3 of 3");
        assertThat(waiting.path("admission").path("rate_limit"))
                .isEqualTo(Json.object("max_executions", 2, "window_seconds", 3));
        assertThat(waiting.path("admission").hasNonNull("next_start_at")).isTrue();

        List<JsonNode> ended = new ArrayList<>();
        ids.forEach(id -> ended.add(fixture.ended(id, LIMIT)));
        assertThat(ended).extracting(run -> run.path("status").asText()).containsOnly("completed");
        var starts = ended.stream()
                .map(run -> Instant.parse(run.path("started_at").asText()))
                .toList();
        assertThat(starts).as("in order").isSorted();
        for (int i = 0; i + 2 < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i), starts.get(i + 2)))
                    .as("from start %s to the one after the next", i)
                    .isGreaterThan(Duration.ofSeconds(3).minus(WAY_TO_THE_WORKER))
                    .isLessThan(Duration.ofSeconds(6));
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
