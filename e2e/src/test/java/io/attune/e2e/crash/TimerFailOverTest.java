package io.attune.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Cluster;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FIX-11: two servers on one database, one of them killed again and again. No tick is lost, none comes twice. */
class TimerFailOverTest {
    private static final int TIMERS = 200;
    private static final int KILLS = 10;
    private static final Duration PERIOD = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    @Test
    void everyTickComesOnceWhoeverDies() {
        long seed = System.nanoTime();
        System.out.println("seed of the fail-over test: " + seed);
        var random = new Random(seed);
        try (var cluster = Cluster.start(directory);
                var red = cluster.node("red");
                var blue = cluster.node("blue")) {
            var fixture = new Fixture(red.admin());
            Map<String, Instant> firstTicks = new HashMap<>();
            for (int i = 0; i < TIMERS; i++) {
                var rule = fixture.timerRule(
                        "timer" + i,
                        "core.intervaltimer",
                        Json.object("unit", "seconds", "interval", PERIOD.toSeconds()),
                        "core.noop");
                firstTicks.put(
                        rule.path("ref").asText(),
                        Instant.parse(
                                rule.path("timer_state").path("next_fire_at").asText()));
            }

            for (int kill = 0; kill < KILLS; kill++) {
                Poll.pause(Duration.ofMillis(random.nextInt(3_000)));
                var victim = random.nextBoolean() ? red : blue;
                victim.kill();
                Poll.pause(Duration.ofMillis(random.nextInt(2_000)));
                victim.start();
            }

            var survivor = fixture.at(blue.admin());
            firstTicks
                    .keySet()
                    .forEach(rule -> survivor.api()
                            .post("/api/v1/rules/" + rule + "/disable", Json.object())
                            .expect(200));
            firstTicks.forEach((rule, first) -> {
                var timer = survivor.rule(rule).path("timer_state");
                var ticks = ticks(
                        survivor.api()
                                .get("/api/v1/events?per_page=1000&rule_ref=" + rule)
                                .expect(200)
                                .items(),
                        first);
                assertThat(ticks)
                        .as("ticks of %s, each once and none left out", rule)
                        .containsExactlyElementsOf(
                                LongStream.range(0, ticks.size()).boxed().toList());
                assertThat(timer.path("missed").asInt()).isZero();
                assertThat(timer.path("execution_count").asInt()).isEqualTo(ticks.size());
                var last = first.plus(PERIOD.multipliedBy(ticks.size() - 1L));
                assertThat(Instant.parse(timer.path("last_fired_at").asText())).isBetween(last, last.plus(PERIOD));
            });
        }
    }

    /** Which ticks the events are, from 0, oldest first. */
    private static List<Long> ticks(JsonNode events, Instant first) {
        return events.valueStream()
                .map(event -> Duration.between(
                                first, Instant.parse(event.path("created").asText()))
                        .dividedBy(PERIOD))
                .sorted()
                .toList();
    }
}
