package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** T3.1 Past-date timer. */
class PastDateTimerTest {
    private final Fixture fixture = Fixture.shared();

    @Test
    void aPastDateIsAcceptedNeverFiresAndSaysSo() {
        List<String> rules = new ArrayList<>();
        for (var past : List.of(Duration.ofHours(1), Duration.ofSeconds(2), Duration.ofDays(365))) {
            var rule = fixture.timerRule(
                    "past" + past.toSeconds(),
                    "core.datetimetimer",
                    Json.object("fire_at", Instant.now().minus(past).toString()),
                    "core.echo");
            assertThat(rule.path("timer_state").path("status").asText()).isEqualTo("past");
            rules.add(rule.path("ref").asText());
        }

        Poll.stays(
                Duration.ofSeconds(10),
                "no past date fires",
                () -> rules.stream().mapToInt(fixture::ticksOf).sum(),
                ticks -> ticks == 0);

        assertThat(rules).allSatisfy(rule -> {
            var timer = fixture.rule(rule).path("timer_state");
            assertThat(timer.path("status").asText()).isEqualTo("past");
            assertThat(timer.path("message").asText()).contains("past");
        });
    }

    @Test
    void aMalformedDateIsRefused() {
        var answer = fixture.api()
                .post(
                        "/api/v1/rules",
                        Json.object(
                                "ref",
                                fixture.ref("malformed"),
                                "pack_ref",
                                fixture.pack(),
                                "label",
                                "Malformed",
                                "action_ref",
                                "core.echo",
                                "trigger_ref",
                                "core.datetimetimer",
                                "trigger_params",
                                Json.object("fire_at", "the day after tomorrow")))
                .expect(422);

        assertThat(answer.body()).contains("trigger_params.fire_at");
    }
}
