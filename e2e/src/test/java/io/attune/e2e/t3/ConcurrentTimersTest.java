package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** T3.3 Concurrent timers. */
class ConcurrentTimersTest {
    private final Fixture fixture = Fixture.shared();

    @Test
    void differentIntervalsDoNotDisturbEachOther() {
        Map<Integer, String> actions = new HashMap<>();
        List<String> rules = new ArrayList<>();
        for (int seconds : List.of(3, 5, 7)) {
            actions.put(seconds, fixture.echoAction("echo" + seconds));
            rules.add(fixture.intervalRule("every" + seconds, seconds, actions.get(seconds)));
        }
        int last = 0;
        for (int window = 1; window <= 7; window++) {
            Poll.pause(Duration.ofSeconds(3));
            int ticks = fixture.ticksOf(rules.getFirst());
            assertThat(ticks - last).as("ticks of the 3 s timer in 3 s").isLessThanOrEqualTo(2);
            last = ticks;
        }

        assertThat(fixture.ticksOf(rules.get(0))).isBetween(6, 8);
        assertThat(fixture.ticksOf(rules.get(1))).isBetween(3, 5);
        assertThat(fixture.ticksOf(rules.get(2))).isBetween(2, 4);
        rules.forEach(rule -> fixture.api().delete("/api/v1/rules/" + rule).expect(200));
        assertThat(fixture.executionsOf(actions.get(7), 2, Duration.ofSeconds(20)))
                .hasSizeBetween(2, 4);
    }

    @Test
    void equalTimersAllFire() {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rules.add(fixture.intervalRule("equal" + i, 2, "core.noop"));
        }
        Poll.pause(Duration.ofSeconds(8));

        var ticks = rules.stream().map(fixture::ticksOf).toList();
        rules.forEach(rule -> fixture.api().delete("/api/v1/rules/" + rule).expect(200));

        assertThat(ticks).allMatch(count -> count >= 2 && count <= 5);
        assertThat(ticks.stream().mapToInt(count -> count).sum()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void countsFollowTheClock() {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rules.add(fixture.intervalRule("clock" + i, 2, "core.noop"));
        }
        long start = System.nanoTime();
        for (int t : List.of(0, 3, 6, 9)) {
            Poll.pause(Duration.ofSeconds(t).minusNanos(System.nanoTime() - start));
            assertThat(fixture.ticksOf(rules.getFirst())).isBetween(t / 2 - 1, t / 2 + 1);
        }
        rules.forEach(rule -> fixture.api().delete("/api/v1/rules/" + rule).expect(200));
    }

    /** A platform of its own: so many timers would disturb what others measure. */
    @Test
    void aThousandTimersKeepTheirTime() {
        try (var platform = Platform.up()) {
            var own = new Fixture(platform.admin());
            List<String> rules = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                rules.add(own.intervalRule("many" + i, 10, "core.noop"));
            }
            var before = counts(own);
            Poll.pause(Duration.ofSeconds(60));
            var after = counts(own);

            assertThat(after).hasSize(1_000);
            assertThat(rules)
                    .allSatisfy(rule -> assertThat(after.get(rule) - before.get(rule))
                            .as("ticks of %s in 60 s", rule)
                            .isBetween(5, 7));
            assertThat(own.api()
                            .get("/api/v1/schedules?pack=" + own.pack() + "&page_size=1")
                            .expect(200)
                            .json()
                            .path("pagination")
                            .path("total_items")
                            .asInt())
                    .isEqualTo(1_000);
        }
    }

    private static Map<String, Integer> counts(Fixture fixture) {
        Map<String, Integer> counts = new HashMap<>();
        for (int page = 1; page <= 10; page++) {
            for (var schedule : fixture.api()
                    .get("/api/v1/schedules?pack=" + fixture.pack() + "&page_size=100&page=" + page)
                    .expect(200)
                    .items()) {
                counts.put(
                        schedule.path("rule_ref").asText(),
                        schedule.path("timer_state").path("execution_count").asInt());
            }
        }
        return counts;
    }
}
