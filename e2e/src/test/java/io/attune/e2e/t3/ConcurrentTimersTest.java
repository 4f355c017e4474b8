package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** T3.3 Concurrent timers. */
class ConcurrentTimersTest {
    private final Fixture fixture = Fixture.shared();

    @Test
    void differentIntervalsDoNotDisturbEachOther() {
        Map<Integer, String> actions = new HashMap<>();
        Map<Integer, String> rules = new HashMap<>();
        for (int seconds : List.of(3, 5, 7)) {
            actions.put(seconds, fixture.echoAction("echo" + seconds));
            rules.put(seconds, fixture.intervalRule("every" + seconds, seconds, actions.get(seconds)));
        }
        Poll.pause(Duration.ofSeconds(23));

        assertThat(ticksWithin(rules.get(3), 21)).isBetween(6L, 8L);
        assertThat(ticksWithin(rules.get(5), 21)).isBetween(3L, 5L);
        assertThat(ticksWithin(rules.get(7), 21)).isBetween(2L, 4L);
        var fastest = ticks(rules.get(3));
        for (int i = 2; i < fastest.size(); i++) {
            assertThat(Duration.between(fastest.get(i - 2), fastest.get(i)))
                    .as("time in which three ticks came")
                    .isGreaterThan(Duration.ofSeconds(3));
        }
        delete(rules.values());
        assertThat(fixture.executionsOf(actions.get(7), 2, Duration.ofSeconds(20)))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void equalTimersAllFire() {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rules.add(fixture.intervalRule("equal" + i, 2, "core.noop"));
        }
        Poll.pause(Duration.ofSeconds(10));

        var counts = rules.stream().map(rule -> ticksWithin(rule, 8)).toList();
        delete(rules);

        assertThat(counts).allMatch(count -> count >= 2 && count <= 5);
        assertThat(counts.stream().mapToLong(count -> count).sum()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void countsFollowTheClock() {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rules.add(fixture.intervalRule("clock" + i, 2, "core.noop"));
        }
        Poll.pause(Duration.ofSeconds(11));

        for (int t : List.of(0, 3, 6, 9)) {
            assertThat(ticksWithin(rules.getFirst(), t)).isBetween(t / 2 - 1L, t / 2 + 1L);
        }
        delete(rules);
    }

    /** Those of the first seconds of the rule, by the times of its events: how busy the reader is does not matter. */
    private long ticksWithin(String rule, int seconds) {
        var end = Instant.parse(fixture.rule(rule).path("created").asText()).plusSeconds(seconds);
        return ticks(rule).stream().filter(tick -> !tick.isAfter(end)).count();
    }

    private List<Instant> ticks(String rule) {
        return fixture.eventsOfRule(rule).stream()
                .map(event -> Instant.parse(event.path("created").asText()))
                .toList();
    }

    private void delete(Collection<String> rules) {
        rules.forEach(rule -> fixture.api().delete("/api/v1/rules/" + rule).expect(200));
    }

    /** A platform of its own: so many timers would disturb what others measure. */
    @Test
    void aThousandTimersKeepTheirTime() {
        try (var platform = Platform.up()) {
            var own = new Fixture(platform.admin());
            var rules = thousandRules(own.api());
            Poll.pause(Duration.ofSeconds(75));
            var ticks = ticks(own.api());
            assertThat(ticks.keySet()).containsExactlyInAnyOrderElementsOf(rules);

            // From when all of them are there, and by the times of their events: how busy the reader is does not
            // matter.
            var start = ticks.values().stream()
                    .map(Collections::min)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            var end = start.plusSeconds(60);
            if (Instant.now().isBefore(end.plusSeconds(3))) {
                Poll.pause(Duration.between(Instant.now(), end.plusSeconds(3)));
                ticks = ticks(own.api());
            }

            assertThat(ticks)
                    .allSatisfy((rule, times) -> assertThat(times.stream()
                                    .filter(tick -> !tick.isBefore(start) && tick.isBefore(end))
                                    .count())
                            .as("ticks of %s in 60 s", rule)
                            .isBetween(5L, 7L));
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

    /** Of all rules, each tick once: new ones that come while pages are read only move others to later pages. */
    private static Map<String, Set<Instant>> ticks(Api api) {
        Map<String, Set<Instant>> ticks = new HashMap<>();
        var size = 1_000;
        for (int page = 1, read = size; read == size; page++) {
            var events = api.get("/api/v1/events?trigger_ref=core.intervaltimer&per_page=1000&page=" + page)
                    .expect(200)
                    .items();
            events.forEach(event -> ticks.computeIfAbsent(event.path("rule_ref").asText(), _ -> new HashSet<>())
                    .add(Instant.parse(event.path("created").asText())));
            read = events.size();
        }
        return ticks;
    }
}
