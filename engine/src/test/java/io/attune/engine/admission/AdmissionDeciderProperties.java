package io.attune.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class AdmissionDeciderProperties {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MOST = 50;

    @Property
    void everybodyIsAccountedFor(
            @ForAll("limits") Limits limits,
            @ForAll("states") GroupState state,
            @ForAll @IntRange(max = 20) int arrivals) {
        var decision = AdmissionDecider.decide(limits, state, NOW, arrivals, MOST);

        long admitted = count(decision.verdicts(), Verdict.ADMITTED);
        assertThat(decision.verdicts()).hasSize(arrivals);
        assertThat(decision.state().active()).isEqualTo(state.active() + decision.promoted() + (int) admitted);
        assertThat(decision.state().waiting())
                .isEqualTo(state.waiting() - decision.promoted() + (int) count(decision.verdicts(), Verdict.WAITS));
        assertThat(decision.state().history().count())
                .isEqualTo(state.history().count() + decision.promoted() + admitted);
        assertThat(AdmissionDecider.decide(limits, state, NOW, arrivals, MOST)).isEqualTo(decision);
    }

    @Property
    void nobodyIsLetInBeyondALimit(
            @ForAll("limits") Limits limits,
            @ForAll("states") GroupState state,
            @ForAll @IntRange(max = 20) int arrivals) {
        var decision = AdmissionDecider.decide(limits, state, NOW, arrivals, MOST);

        long started = decision.state().history().count() - state.history().count();
        Integer threshold = limits.threshold();
        if (threshold != null && started > 0) {
            assertThat(decision.state().active()).isLessThanOrEqualTo(threshold);
        }
        RateLimit rate = limits.rate();
        if (rate != null && started > 0) {
            long earlier = state.history().times().values().stream()
                    .filter(at -> at.plus(rate.window()).isAfter(NOW))
                    .count();
            assertThat(Math.min(earlier, rate.maxExecutions()) + started)
                    .isLessThanOrEqualTo((long) rate.maxExecutions());
        }
    }

    @Property
    void nobodyOvertakes(
            @ForAll("limits") Limits limits,
            @ForAll("states") GroupState state,
            @ForAll @IntRange(max = 20) int arrivals) {
        var decision = AdmissionDecider.decide(limits, state, NOW, arrivals, MOST);

        var verdicts = decision.verdicts();
        int firstWhoWaits = verdicts.indexOf(Verdict.WAITS);
        if (firstWhoWaits >= 0) {
            assertThat(verdicts.subList(firstWhoWaits, verdicts.size())).doesNotContain(Verdict.ADMITTED);
        }
        if (verdicts.contains(Verdict.ADMITTED)) {
            assertThat(decision.promoted()).isEqualTo(state.waiting());
        }
    }

    private static long count(List<Verdict> verdicts, Verdict wanted) {
        return verdicts.stream().filter(verdict -> verdict == wanted).count();
    }

    @Provide
    Arbitrary<Limits> limits() {
        var thresholds = Arbitraries.integers().between(1, 8).injectNull(0.2);
        var rates = Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 100))
                .as((most, seconds) -> new RateLimit(most, Duration.ofSeconds(seconds)))
                .injectNull(0.5);
        return Combinators.combine(
                        thresholds,
                        rates,
                        Arbitraries.of(PolicyMethod.class),
                        Arbitraries.integers().between(0, 12))
                .as(Limits::new);
    }

    /** The latest starts, in order, none of them in the future. */
    @Provide
    Arbitrary<GroupState> states() {
        var ages = Arbitraries.integers().between(0, 120).list().ofMaxSize(8);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.integers().between(0, 30),
                        ages)
                .as((active, waiting, seconds) -> {
                    var oldestFirst = seconds.stream()
                            .sorted((a, b) -> Integer.compare(b, a))
                            .toList();
                    Map<Long, Instant> times = new HashMap<>();
                    for (int i = 0; i < oldestFirst.size(); i++) {
                        times.put(i + 1L, NOW.minusSeconds(oldestFirst.get(i)));
                    }
                    return new GroupState(active, waiting, new StartHistory(times.size(), times));
                });
    }
}
