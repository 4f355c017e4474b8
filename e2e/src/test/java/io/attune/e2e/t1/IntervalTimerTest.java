package io.attune.e2e.t1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Stalls;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** T1.1 Interval timer. */
class IntervalTimerTest {
    private static final Duration LATENESS = Duration.ofMillis(1_500);

    private final Fixture fixture = Fixture.shared();

    @Test
    void everyTickMakesOneEventOneEnforcementAndOneExecution() {
        var created = fixture.timerRule(
                "every", "core.intervaltimer", Json.object("unit", "seconds", "interval", 5), "core.echo");
        var rule = created.path("ref").asText();

        var events = Poll.until(
                Duration.ofSeconds(30),
                "three ticks of " + rule,
                () -> fixture.eventsOfRule(rule),
                found -> found.size() >= 3);

        assertThat(events).allSatisfy(event -> {
            assertThat(event.path("rule").asLong()).isEqualTo(created.path("id").asLong());
            assertThat(event.path("trigger_ref").asText()).isEqualTo("core.intervaltimer");
        });
        for (int i = 1; i < events.size(); i++) {
            apart(events.get(i - 1), events.get(i), Duration.ofSeconds(5), LATENESS);
        }
        for (int i = 0; i < events.size(); i++) {
            var payload = events.get(i).path("payload");
            assertThat(payload.path("type").asText()).isEqualTo("interval");
            assertThat(payload.path("interval_seconds").asInt()).isEqualTo(5);
            assertThat(Instant.parse(payload.path("fired_at").asText())).isNotNull();
            assertThat(payload.path("execution_count").asInt()).isEqualTo(i + 1);
            assertThat(payload.path("sensor_ref").asText()).isEqualTo("core.timer_sensor");
        }
        for (var event : events) {
            echoedOnce(rule, event.path("id").asLong());
        }
        var read = fixture.rule(rule);
        assertThat(read.path("enabled").asBoolean()).isTrue();
        assertThat(read.path("action_ref").asText()).isEqualTo("core.echo");
        assertThat(read.path("timer_state").path("next_fire_times").size()).isEqualTo(5);
        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
    }

    private void echoedOnce(String rule, long event) {
        var enforcements = fixture.enforcementsOf(rule).stream()
                .filter(enforcement -> enforcement.path("event").asLong() == event)
                .toList();
        assertThat(enforcements).hasSize(1);
        var list = "/api/v1/executions?enforcement="
                + enforcements.getFirst().path("id").asLong();
        assertThat(fixture.count(list)).isEqualTo(1);
        var execution = fixture.ended(
                fixture.api().get(list).expect(200).items().path(0).path("id").asLong(), Duration.ofSeconds(20));
        assertThat(execution.path("status").asText()).isEqualTo("completed");
        assertThat(execution.path("result").toString()).contains("every");
    }

    @Test
    void ticksDoNotDrift() {
        var created = fixture.timerRule(
                "precise", "core.intervaltimer", Json.object("unit", "seconds", "interval", 3), "core.noop");
        var rule = created.path("ref").asText();
        var first = nextFireAt(created);

        var events = Poll.until(
                        Duration.ofSeconds(30),
                        "five ticks of " + rule,
                        () -> fixture.eventsOfRule(rule),
                        found -> found.size() >= 5)
                .subList(0, 5);

        for (int i = 0; i < events.size(); i++) {
            var due = first.plusSeconds(3L * i);
            assertThat(created(events.get(i)))
                    .as("tick %d, on a machine shared with other tests (T1.1 a)", i + 1)
                    .isBetween(due, due.plus(LATENESS).plus(Stalls.during(due, created(events.get(i)))));
        }
        apart(events.getFirst(), events.getLast(), Duration.ofSeconds(12), Duration.ofSeconds(1));
        assertThat(Duration.between(first, nextFireAt(fixture.rule(rule))).toMillis() % 3_000)
                .as("the schedule keeps to its grid, however late a tick was")
                .isZero();
        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
    }

    private static Instant nextFireAt(JsonNode rule) {
        return Instant.parse(rule.path("timer_state").path("next_fire_at").asText());
    }

    /** The machine may have held up either of them. */
    private static void apart(JsonNode earlier, JsonNode later, Duration distance, Duration tolerance) {
        var from = created(earlier);
        var to = created(later);
        var off = tolerance.plus(Stalls.during(from.minus(distance), to));
        assertThat(Duration.between(from, to)).isBetween(distance.minus(off), distance.plus(off));
    }

    private static Instant created(JsonNode event) {
        return Instant.parse(event.path("created").asText());
    }
}
