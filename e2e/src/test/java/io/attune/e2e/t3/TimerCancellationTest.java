package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** T3.2 Timer cancellation. */
class TimerCancellationTest {
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final Fixture fixture = Fixture.shared();
    private final String action = fixture.echoAction("echo");

    @Test
    void aDisabledTimerStops() {
        var rule = fixture.intervalRule("stopping", 3, action);
        fixture.executionsOf(action, 2, Duration.ofSeconds(15));

        var disabled = fixture.api()
                .post("/api/v1/rules/" + rule + "/disable", Json.object())
                .expect(200)
                .data();
        int before = runs();

        assertThat(disabled.path("enabled").asBoolean()).isFalse();
        Poll.stays(QUIET, "at most one more run", this::runs, now -> now <= before + 1);
        assertThat(fixture.executionsOf(action, before, Duration.ofSeconds(20)))
                .allSatisfy(execution ->
                        assertThat(execution.path("status").asText()).isEqualTo("completed"));
        assertThat(fixture.rule(rule).path("timer_state").path("status").asText())
                .isEqualTo("disabled");
    }

    @Test
    void anEnabledTimerStartsAgain() {
        var rule = fixture.intervalRule("resuming", 3, action);
        fixture.executionsOf(action, 1, Duration.ofSeconds(10));
        fixture.api().post("/api/v1/rules/" + rule + "/disable", Json.object()).expect(200);
        int before = runs();
        Poll.stays(Duration.ofSeconds(6), "at most one more run", this::runs, now -> now <= before + 1);
        int quiet = runs();

        fixture.api().post("/api/v1/rules/" + rule + "/enable", Json.object()).expect(200);

        Poll.until(Duration.ofSeconds(8), "a run after enabling", this::runs, now -> now > quiet);
        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
    }

    @Test
    void aDeletedTimerIsGoneAndItsRefStartsAfresh() {
        var rule = fixture.intervalRule("deleted", 3, action);
        fixture.executionsOf(action, 2, Duration.ofSeconds(15));

        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
        int before = runs();

        Poll.stays(QUIET, "at most one more run", this::runs, now -> now <= before + 1);
        fixture.api().get("/api/v1/rules/" + rule).expect(404);
        assertThat(fixture.api()
                        .get("/api/v1/schedules?pack=" + fixture.pack())
                        .expect(200)
                        .items())
                .isEmpty();
        int ticks = fixture.ticksOf(rule);
        var again = fixture.intervalRule("deleted", 3, action);
        var event = Poll.until(
                        Duration.ofSeconds(6),
                        "a tick of the new rule",
                        () -> fixture.eventsOfRule(again),
                        found -> found.size() > ticks)
                .getLast();
        assertThat(event.path("payload").path("execution_count").asInt()).isEqualTo(1);
        fixture.api().delete("/api/v1/rules/" + again).expect(200);
    }

    private int runs() {
        return fixture.count("/api/v1/executions?per_page=100&action_ref=" + action);
    }
}
