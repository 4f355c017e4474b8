package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Stalls;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** scenarios.md §0.3: a new, changed, enabled, disabled or deleted timer rule takes effect within a second. */
class TimerChangesTest {
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** The second of the spec, and half of one more, which T1.1 gives to machines that others use as well. */
    private static final Duration EFFECT = Duration.ofMillis(1_500);

    private static final Duration QUIET = Duration.ofSeconds(4);

    private final Fixture fixture = Fixture.shared();

    @Test
    void everyChangeTakesEffectAtOnce() {
        var made = fixture.timerRule("live", "core.intervaltimer", every(EVERY), "core.noop");
        var rule = made.path("ref").asText();
        ticksFrom(rule, at(made, "created"));

        standsStillFrom(rule, change(rule, every(Duration.ofHours(1))));
        ticksFrom(rule, change(rule, every(EVERY)));
        standsStillFrom(rule, turn(rule, "disable"));
        ticksFrom(rule, turn(rule, "enable"));

        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
        int ticks = fixture.ticksOf(rule);
        Poll.stays(QUIET, "no tick after the deletion", () -> fixture.ticksOf(rule), now -> now <= ticks + 1);
    }

    private static JsonNode every(Duration time) {
        return Json.object("unit", "seconds", "interval", time.toSeconds());
    }

    private Instant change(String rule, JsonNode parameters) {
        return at(
                fixture.api()
                        .put("/api/v1/rules/" + rule, Json.object("trigger_params", parameters))
                        .expect(200)
                        .data(),
                "updated");
    }

    private Instant turn(String rule, String how) {
        return at(
                fixture.api()
                        .post("/api/v1/rules/" + rule + "/" + how, Json.object())
                        .expect(200)
                        .data(),
                "updated");
    }

    /** The first tick after the change comes one interval later. */
    private void ticksFrom(String rule, Instant change) {
        var first = Poll.until(
                Duration.ofSeconds(10),
                "a tick after " + change,
                () -> fixture.eventsOfRule(rule).stream()
                        .map(event -> at(event, "created"))
                        .filter(tick -> tick.isAfter(change))
                        .findFirst(),
                found -> found.isPresent());
        var due = change.plus(EVERY);
        var tick = first.orElseThrow();
        assertThat(tick).isBetween(due, due.plus(EFFECT).plus(Stalls.during(change, tick)));
    }

    private void standsStillFrom(String rule, Instant change) {
        Poll.pause(QUIET);
        assertThat(fixture.eventsOfRule(rule))
                .extracting(event -> at(event, "created"))
                .filteredOn(tick -> tick.isAfter(change.plusSeconds(1)))
                .isEmpty();
    }

    private static Instant at(JsonNode shown, String field) {
        return Instant.parse(shown.path(field).asText());
    }
}
