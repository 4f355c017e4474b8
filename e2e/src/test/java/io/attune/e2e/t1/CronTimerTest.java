package io.attune.e2e.t1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Stalls;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** T1.3 Cron timer. The repeating cases are watched in one window of time. */
class CronTimerTest {
    private static final Duration WINDOW = Duration.ofSeconds(75);
    private static final Duration LATENESS = Duration.ofSeconds(2);
    /** Where T1.3 says nothing of it, on a machine that other tests use as well. */
    private static final Duration ANY_LATENESS = Duration.ofSeconds(4);

    private static final Duration RUNS = Duration.ofSeconds(20);
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static Fixture fixture;
    private static Map<String, Watched> watched;

    private record Watched(Instant created, Instant first, List<JsonNode> events) {
        List<Instant> due() {
            return events.stream()
                    .map(event -> Instant.parse(
                            event.path("payload").path("scheduled_at").asText()))
                    .toList();
        }

        Duration untilEvent(int number) {
            return Duration.between(created, at(events.get(number - 1)));
        }
    }

    @BeforeAll
    static void watchAll() {
        fixture = Fixture.shared();
        Map<String, JsonNode> rules = new HashMap<>();
        for (var expression : List.of(
                "*/5 * * * * *", "0,15,30,45 * * * * *", "0 * * * * *", "0,10,20,30 * * * * *", "0,3,6,12 * * * * *")) {
            rules.put(
                    expression,
                    fixture.timerRule(
                            "cron" + rules.size(),
                            "core.crontimer",
                            Json.object("expression", expression),
                            "core.echo"));
        }
        Poll.pause(WINDOW);
        watched = new HashMap<>();
        rules.forEach((expression, rule) -> {
            var ref = rule.path("ref").asText();
            fixture.api()
                    .post("/api/v1/rules/" + ref + "/disable", Json.object())
                    .expect(200);
            watched.put(
                    expression,
                    new Watched(
                            at(rule),
                            Instant.parse(rule.path("timer_state")
                                    .path("next_fire_at")
                                    .asText()),
                            fixture.eventsOfRule(ref)));
        });
        rules.values().forEach(CronTimerTest::everyEventRanOnce);
    }

    private static void everyEventRanOnce(JsonNode rule) {
        var ref = rule.path("ref").asText();
        int events = fixture.ticksOf(ref);
        Poll.until(
                RUNS,
                "as many completed executions as events of " + ref,
                () -> fixture.count("/api/v1/executions?per_page=100&status=completed&rule_ref=" + ref),
                count -> count == events);
        assertThat(fixture.count("/api/v1/executions?per_page=100&rule_ref=" + ref))
                .isEqualTo(events);
    }

    @Test
    void everyFiveSeconds() {
        var every = onlyAt("*/5 * * * * *", Set.of(0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55), ANY_LATENESS);

        assertThat(every.untilEvent(4)).isLessThanOrEqualTo(Duration.ofSeconds(30));
        for (int i = 1; i < every.events().size(); i++) {
            var from = at(every.events().get(i - 1));
            var to = at(every.events().get(i));
            var stalled = Stalls.during(from.minusSeconds(5), to);
            assertThat(Duration.between(from, to))
                    .isBetween(
                            Duration.ofSeconds(3).minus(stalled),
                            Duration.ofSeconds(7).plus(stalled));
        }
    }

    @Test
    void atListedSeconds() {
        var quarters = onlyAt("0,15,30,45 * * * * *", Set.of(0, 15, 30, 45), LATENESS);

        assertThat(quarters.untilEvent(2)).isLessThanOrEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void atTheFullMinute() {
        var minute = onlyAt("0 * * * * *", Set.of(0), Duration.ofSeconds(3));

        assertThat(minute.untilEvent(1)).isLessThanOrEqualTo(Duration.ofSeconds(63));
    }

    @Test
    void inOneHalfOfTheMinuteOnly() {
        var half = onlyAt("0,10,20,30 * * * * *", Set.of(0, 10, 20, 30), LATENESS);

        assertThat(half.events()).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void atUnevenSeconds() {
        var uneven = onlyAt("0,3,6,12 * * * * *", Set.of(0, 3, 6, 12), ANY_LATENESS);

        assertThat(uneven.events()).hasSizeGreaterThanOrEqualTo(4);
    }

    /** Every due second from the creation on has one event, no other second has any, and each is in time. */
    private static Watched onlyAt(String expression, Set<Integer> seconds, Duration lateness) {
        var rule = watched.get(expression);
        assertThat(rule.events()).as("events of %s in %s", expression, WINDOW).isNotEmpty();
        var expected = Stream.iterate(
                        rule.first(), second -> !second.isAfter(rule.due().getLast()), second -> second.plusSeconds(1))
                .filter(second ->
                        seconds.contains(second.atOffset(ZoneOffset.UTC).getSecond()))
                .toList();
        assertThat(rule.due()).as("ticks of %s", expression).isEqualTo(expected);
        assertThat(rule.first()).isBetween(rule.created(), rule.created().plusSeconds(60));
        for (int i = 0; i < rule.events().size(); i++) {
            var event = rule.events().get(i);
            var due = rule.due().get(i);
            inTime(event, due, lateness);
            var payload = event.path("payload");
            assertThat(payload.path("type").asText()).isEqualTo("cron");
            assertThat(payload.path("expression").asText()).isEqualTo(expression);
            assertThat(payload.path("timezone").asText()).isEqualTo("UTC");
            assertThat(payload.path("execution_count").asInt()).isEqualTo(i + 1);
            assertThat(payload.path("sensor_ref").asText()).isEqualTo("core.timer_sensor");
            if (i + 1 < rule.due().size()) {
                assertThat(Instant.parse(payload.path("next_fire_at").asText()))
                        .isEqualTo(rule.due().get(i + 1));
            }
        }
        return rule;
    }

    @Test
    void anInvalidExpressionIsRefusedAtCreationAndUpdate() {
        var request = Json.object(
                "ref",
                fixture.ref("invalid"),
                "pack_ref",
                fixture.pack(),
                "label",
                "Invalid",
                "action_ref",
                "core.echo",
                "trigger_ref",
                "core.crontimer",
                "trigger_params",
                Json.object("expression", "every now and then"));
        var refused = fixture.api().post("/api/v1/rules", request).expect(422);
        assertThat(refused.body()).contains("expression");
        fixture.api().get("/api/v1/rules/" + fixture.ref("invalid")).expect(404);

        var rule = fixture.timerRule("valid", "core.crontimer", Json.object("expression", "0 0 0 1 1 *"), "core.echo")
                .path("ref")
                .asText();
        var update = fixture.api()
                .put("/api/v1/rules/" + rule, Json.object("trigger_params", Json.object("expression", "0 0 25 * * *")))
                .expect(422);
        assertThat(update.body()).contains("expression");
        assertThat(fixture.rule(rule).path("trigger_params").path("expression").asText())
                .isEqualTo("0 0 0 1 1 *");
        assertThat(fixture.ticksOf(rule)).isZero();
        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
    }

    @Test
    void wallTimeOfAZoneIsKeptAcrossDaylightSaving() {
        // Five first days of odd months: whenever this runs, some are in summer time and some are not.
        var noon = fixture.timerRule(
                "noon",
                "core.crontimer",
                Json.object("expression", "0 0 12 1 1,3,5,7,9,11 *", "timezone", NEW_YORK.getId()),
                "core.echo");
        var times = noon.path("timer_state")
                .path("next_fire_times")
                .valueStream()
                .map(time -> Instant.parse(time.asText()).atZone(NEW_YORK))
                .toList();
        assertThat(times)
                .hasSize(5)
                .allSatisfy(time -> assertThat(time.toLocalTime()).isEqualTo(LocalTime.NOON));
        assertThat(times.stream().map(ZonedDateTime::getOffset).distinct()).hasSize(2);

        // In the hour of New York, which is never that of UTC, and in the one after it, should it end meanwhile.
        int hour = ZonedDateTime.now(NEW_YORK).getHour();
        var made = fixture.timerRule(
                "wall_time",
                "core.crontimer",
                Json.object(
                        "expression",
                        "*/10 * %d,%d * * *".formatted(hour, (hour + 1) % 24),
                        "timezone",
                        NEW_YORK.getId()),
                "core.echo");
        var once = made.path("ref").asText();
        var due = Instant.parse(made.path("timer_state").path("next_fire_at").asText());
        assertThat(due).isBetween(at(made), at(made).plusSeconds(10));
        var events = Poll.until(
                Duration.ofSeconds(25),
                "an event at " + due,
                () -> fixture.eventsOfRule(once),
                found -> !found.isEmpty());
        assertThat(Instant.parse(
                        events.getFirst().path("payload").path("scheduled_at").asText()))
                .isEqualTo(due);
        inTime(events.getFirst(), due, ANY_LATENESS);
        for (var rule : List.of(noon.path("ref").asText(), once)) {
            fixture.api().delete("/api/v1/rules/" + rule).expect(200);
        }
    }

    private static void inTime(JsonNode event, Instant due, Duration lateness) {
        assertThat(at(event)).isBetween(due, due.plus(lateness).plus(Stalls.during(due, at(event))));
    }

    private static Instant at(JsonNode created) {
        return Instant.parse(created.path("created").asText());
    }
}
