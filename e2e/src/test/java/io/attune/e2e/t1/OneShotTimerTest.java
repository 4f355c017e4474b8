package io.attune.e2e.t1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Stalls;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** T1.2 One-shot date timer; FIX-8, FIX-10. */
class OneShotTimerTest {
    /** Far enough ahead for a busy machine: a time that has passed when the rule is made is not fired. */
    private static final Duration SOON = Duration.ofSeconds(12);

    @Test
    void itFiresOnceAndIsFinished() {
        var fixture = Fixture.shared();
        var made = at(fixture, "once", soon());
        var rule = made.path("ref").asText();
        var fireAt = due(made);

        var event = Poll.until(
                        SOON.plusSeconds(5), "the tick", () -> fixture.eventsOfRule(rule), found -> !found.isEmpty())
                .getFirst();

        var at = Instant.parse(event.path("created").asText());
        var late = Duration.ofSeconds(5).plus(Stalls.during(fireAt, at));
        assertThat(at).isBetween(fireAt, fireAt.plus(late));
        assertThat(event.path("payload").path("type").asText()).isEqualTo("one_shot");
        assertThat(event.path("payload").path("delay_ms").asLong()).isBetween(0L, late.toMillis());
        var enforcement = fixture.enforcementsOf(rule);
        assertThat(enforcement).hasSize(1);
        var execution = fixture.api()
                .get("/api/v1/executions?enforcement="
                        + enforcement.getFirst().path("id").asLong())
                .expect(200)
                .items();
        assertThat(execution).hasSize(1);
        assertThat(fixture.ended(execution.path(0).path("id").asLong(), Duration.ofSeconds(20))
                        .path("status")
                        .asText())
                .isEqualTo("completed");
        Poll.stays(Duration.ofSeconds(10), "it fires no more", () -> fixture.ticksOf(rule), ticks -> ticks == 1);
        assertThat(timer(fixture, rule).path("status").asText()).isEqualTo("finished");
        assertThat(fixture.rule(rule).path("enabled").asBoolean()).isTrue();
    }

    @Test
    void whatIsFarAwayDoesNotFire() {
        var fixture = Fixture.shared();
        var rule = at(fixture, "far", in(Duration.ofHours(1))).path("ref").asText();

        Poll.stays(Duration.ofSeconds(3), "it does not fire", () -> fixture.ticksOf(rule), ticks -> ticks == 0);

        assertThat(timer(fixture, rule).path("status").asText()).isEqualTo("scheduled");
        assertThat(fixture.count("/api/v1/enforcements?rule_ref=" + rule)).isZero();
    }

    /** A date that passes while the platform is down fires late, one that has fired does not fire again. */
    @Test
    void aRestartLosesNoTickAndRepeatsNone() {
        try (var platform = Platform.up()) {
            var fixture = new Fixture(platform.admin());
            var fired = at(fixture, "fired", soon()).path("ref").asText();
            Poll.until(Duration.ofSeconds(20), "the first tick", () -> fixture.ticksOf(fired), ticks -> ticks == 1);
            var waiting = at(fixture, "late", soon());
            var late = waiting.path("ref").asText();
            var due = due(waiting);
            var repeating = fixture.intervalRule("repeating", 1, "core.noop");
            platform.kill();
            Poll.pause(Duration.between(Instant.now(), due.plusSeconds(2)));

            platform.start();
            var again = new Fixture(platform.admin());

            Poll.until(Duration.ofSeconds(30), "the late tick", () -> again.ticksOf(late), ticks -> ticks == 1);
            Poll.until(
                    Duration.ofSeconds(30),
                    "the repeating timer goes on, its missed ticks are counted",
                    () -> again.rule(repeating).path("timer_state"),
                    timer -> timer.path("missed").asInt() >= 1
                            && timer.path("execution_count").asInt() >= 2);
            assertThat(again.ticksOf(fired)).isEqualTo(1);
            assertThat(timer(again, late).path("status").asText()).isEqualTo("finished");
            assertThat(timer(again, fired).path("status").asText()).isEqualTo("finished");
        }
    }

    private static Instant soon() {
        return in(SOON);
    }

    /** As finely as the platform keeps it. */
    private static Instant in(Duration time) {
        return Instant.now().plus(time).truncatedTo(ChronoUnit.MICROS);
    }

    private static JsonNode at(Fixture fixture, String name, Instant fireAt) {
        var made =
                fixture.timerRule(name, "core.datetimetimer", Json.object("fire_at", fireAt.toString()), "core.echo");
        assertThat(due(made)).isEqualTo(fireAt);
        return made;
    }

    private static Instant due(JsonNode rule) {
        var timer = rule.path("timer_state");
        assertThat(timer.path("status").asText()).as("it was made in time").isEqualTo("scheduled");
        return Instant.parse(timer.path("next_fire_at").asText());
    }

    private static JsonNode timer(Fixture fixture, String rule) {
        return fixture.rule(rule).path("timer_state");
    }
}
