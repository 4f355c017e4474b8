package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.time.Instant;
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
            var rules = thousandRules(own.api());
            var before = counts(own, rules);
            Poll.pause(Duration.ofSeconds(60));
            var after = counts(own, rules);

            assertThat(rules).allSatisfy(rule -> {
                var seconds = Duration.between(
                                        before.get(rule).at(), after.get(rule).at())
                                .toMillis()
                        / 1_000.0;
                assertThat((double) after.get(rule).ticks() - before.get(rule).ticks())
                        .as("ticks of %s in %s s", rule, seconds)
                        .isCloseTo(seconds / 10, within(1.5));
            });
            assertThat(own.api()
                            .get("/api/v1/schedules?pack=many&page_size=1")
                            .expect(200)
                            .json()
                            .path("pagination")
                            .path("total_items")
                            .asInt())
                    .isEqualTo(1_000);
        }
    }

    private static List<String> thousandRules(Api api) {
        var archive = new PackArchive().file("pack.yaml", "ref: many\nlabel: Many\nversion: 1.0.0\n");
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rules.add("many.r" + i);
            archive.file("rules/r" + i + ".yaml", """
                    ref: many.r%d
                    label: Every ten seconds
                    trigger_ref: core.intervaltimer
                    trigger_params: { unit: seconds, interval: 10 }
                    action_ref: core.noop
                    """.formatted(i));
        }
        api.upload("/api/v1/packs/upload", "many.tar.gz", archive.bytes(), Map.of())
                .expect(201);
        return rules;
    }

    private record Count(int ticks, Instant at) {
        static Count of(JsonNode shown) {
            return new Count(shown.path("timer_state").path("execution_count").asInt(), Instant.now());
        }
    }

    private static Map<String, Count> counts(Fixture fixture, List<String> rules) {
        Map<String, Count> counts = new HashMap<>();
        for (int page = 1; page <= 10; page++) {
            fixture.api()
                    .get("/api/v1/schedules?pack=many&page_size=100&page=" + page)
                    .expect(200)
                    .items()
                    .forEach(schedule -> counts.put(schedule.path("rule_ref").asText(), Count.of(schedule)));
        }
        // A timer that fires between two pages changes its place.
        rules.forEach(rule -> counts.computeIfAbsent(rule, one -> Count.of(fixture.rule(one))));
        return counts;
    }
}
