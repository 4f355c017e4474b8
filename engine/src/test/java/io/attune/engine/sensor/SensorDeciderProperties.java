package io.attune.engine.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.engine.sensor.SensorCommand.Alert;
import io.attune.engine.sensor.SensorCommand.Start;
import io.attune.engine.sensor.SensorCommand.Stop;
import io.attune.engine.sensor.SensorCommand.TellRules;
import io.attune.engine.sensor.SensorDemand.Wanted;
import io.attune.engine.sensor.SensorInput.Ended;
import io.attune.engine.sensor.SensorInput.Started;
import io.attune.engine.sensor.SensorInput.Tick;
import io.attune.engine.sensor.SensorInput.Unstartable;
import io.attune.engine.sensor.SensorState.Stopped;
import io.attune.engine.sensor.SensorState.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Runs a process on paper as the decider commands, with ends, changes and duplicates at any moment. */
class SensorDeciderProperties {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Seconds since the last step, and what happens; {@code ENDED} counts only while there is a process. */
    record Step(int seconds, Kind kind, Optional<Wanted> wanted) {}

    enum Kind {
        TICK,
        STARTED,
        ENDED,
        UNSTARTABLE
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var wanted = Combinators.combine(
                        Arbitraries.of("v1", "v2"), Arbitraries.of(true, false), Arbitraries.of("[1]", "[1,2]"))
                .as(Wanted::new)
                .optional(0.8);
        return Combinators.combine(Arbitraries.integers().between(0, 90), Arbitraries.of(Kind.class), wanted)
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void neverTwoProcessesAndNeverOneThatNobodyEnds(@ForAll("steps") List<Step> steps) {
        SensorState state = SensorState.NONE;
        Instant now = START;
        boolean process = false;
        boolean told = false;
        int failures = 0;
        for (Step step : steps) {
            now = now.plusSeconds(step.seconds());
            if (step.kind() != Kind.TICK && !process) {
                continue;
            }
            if (step.kind() == Kind.ENDED || step.kind() == Kind.UNSTARTABLE) {
                process = false;
            }
            var input = input(step, now);
            var decision = SensorDecider.decide(state, input);
            assertThat(SensorDecider.decide(state, input)).isEqualTo(decision);
            for (SensorCommand command : decision.commands()) {
                switch (command) {
                    case Start(var wanted) -> {
                        assertThat(process).as("a second process").isFalse();
                        assertThat(step.wanted()).contains(wanted);
                        process = true;
                        told = false;
                    }
                    case Stop _ -> {
                        assertThat(process && !told).as("a process to stop").isTrue();
                        told = true;
                    }
                    case TellRules(var wanted) -> {
                        assertThat(process && !told && wanted.liveRules()).isTrue();
                        assertThat(step.wanted()).contains(wanted);
                    }
                    case Alert(int count) -> assertThat(count).isGreaterThanOrEqualTo(3);
                }
            }
            state = decision.state();
            if (state instanceof Waiting waiting) {
                assertThat(Duration.between(now, waiting.until())).isLessThanOrEqualTo(Duration.ofMinutes(5));
                assertThat(process).isFalse();
            }
            if (state instanceof Stopped) {
                assertThat(process).isFalse();
            }
            if (step.kind() == Kind.TICK && step.wanted().isEmpty()) {
                assertThat(process && !told).as("runs though nobody wants it").isFalse();
            }
            failures = Math.max(failures, state.failures());
        }
        assertThat(failures).isLessThanOrEqualTo(steps.size());
    }

    private static SensorInput input(Step step, Instant now) {
        return switch (step.kind()) {
            case TICK -> new Tick(now, step.wanted());
            case STARTED -> new Started(now);
            case ENDED -> new Ended(now);
            case UNSTARTABLE -> new Unstartable(now);
        };
    }
}
