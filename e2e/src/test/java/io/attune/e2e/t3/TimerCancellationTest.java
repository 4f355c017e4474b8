package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Metrics;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.util.List;
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
        allCompleted(before);
        assertThat(fixture.rule(rule).path("timer_state").path("status").asText())
                .isEqualTo("disabled");
    }

    @Test
    void anEnabledTimerStartsAgain() {
        var rule = fixture.intervalRule("resuming", 3, action);
        fixture.executionsOf(action, 1, Duration.ofSeconds(20));
        fixture.api().post("/api/v1/rules/" + rule + "/disable", Json.object()).expect(200);
        int before = runs();
        Poll.stays(Duration.ofSeconds(6), "at most one more run", this::runs, now -> now <= before + 1);
        int quiet = runs();

        fixture.api().post("/api/v1/rules/" + rule + "/enable", Json.object()).expect(200);

        Poll.until(Duration.ofSeconds(8), "a run after enabling", this::runs, now -> now > quiet);
        allCompleted(quiet + 1);
        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
    }

    @Test
    void aDeletedTimerIsGoneAndItsRefStartsAfresh() {
        var rule = fixture.intervalRule("deleted", 3, action);
        fixture.executionsOf(action, 2, Duration.ofSeconds(15));

        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
        int before = runs();

        Poll.stays(QUIET, "at most one more run", this::runs, now -> now <= before + 1);
        allCompleted(before);
        fixture.api().get("/api/v1/rules/" + rule).expect(404);
        assertThat(fixture.api()
                        .get("/api/v1/schedules?pack=" + fixture.pack())
                        .expect(200)
                        .items())
                .isEmpty();
        int ticks = fixture.ticksOf(rule);
        var again = fixture.intervalRule("deleted", 3, action);
        var event = Poll.until(
                        Duration.ofSeconds(15),
                        "a tick of the new rule",
                        () -> fixture.eventsOfRule(again),
                        found -> found.size() > ticks)
                .getLast();
        assertThat(event.path("payload").path("execution_count").asInt()).isEqualTo(1);
        fixture.api().delete("/api/v1/rules/" + again).expect(200);
    }

    /** What was in flight ends as it would have. */
    private void allCompleted(int atLeast) {
        assertThat(fixture.executionsOf(action, atLeast, Duration.ofSeconds(20)))
                .allSatisfy(execution ->
                        assertThat(execution.path("status").asText()).isEqualTo("completed"));
    }

    /** On a platform of its own, where nobody else has timers. */
    @Test
    void noTimerIsLeftBehindInTheMetrics() {
        try (var platform = Platform.up()) {
            var own = new Fixture(platform.admin());
            assertThat(liveTimers(platform)).isZero();
            var kept = own.intervalRule("kept", 3, "core.noop");
            var disabled = own.intervalRule("disabled", 3, "core.noop");
            var deleted = own.intervalRule("deleted", 3, "core.noop");
            awaitLiveTimers(platform, 3);

            own.api()
                    .post("/api/v1/rules/" + disabled + "/disable", Json.object())
                    .expect(200);
            awaitLiveTimers(platform, 2);
            own.api().delete("/api/v1/rules/" + deleted).expect(200);
            awaitLiveTimers(platform, 1);
            own.api()
                    .post("/api/v1/rules/" + disabled + "/enable", Json.object())
                    .expect(200);
            awaitLiveTimers(platform, 2);
            for (var rule : List.of(kept, disabled)) {
                own.api().delete("/api/v1/rules/" + rule).expect(200);
            }
            awaitLiveTimers(platform, 0);
        }
    }

    /** Metrics are read from the database once a second at most. */
    private static void awaitLiveTimers(Platform platform, int count) {
        Poll.until(Duration.ofSeconds(10), count + " live timers", () -> liveTimers(platform), shown -> shown == count);
    }

    private static double liveTimers(Platform platform) {
        return Metrics.of(platform).value("attune_timers_live");
    }

    private int runs() {
        return fixture.count("/api/v1/executions?per_page=100&action_ref=" + action);
    }
}
