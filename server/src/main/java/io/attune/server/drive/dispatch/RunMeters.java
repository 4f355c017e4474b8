package io.attune.server.drive.dispatch;

import io.attune.model.execution.ExecutionStatus;
import io.attune.store.Tx;
import io.attune.store.execution.MoveWitness;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Counts and measures the executions that this process ended, tried again and gave up (docs/metrics.md). */
@Singleton
public final class RunMeters implements MoveWitness {
    private final Map<ExecutionStatus, Counter> ended = new EnumMap<>(ExecutionStatus.class);
    private final MeterProvider<Counter> retried;
    private final MeterProvider<Counter> givenUp;
    private final Timer duration;

    /** What was tried often enough and cannot be processed: elsewhere such things are dead letters. */
    public enum GivenUp {
        /** No worker started it, whichever it was handed to. */
        HAND_OFF,
        /** A workflow could not be taken further. */
        WORKFLOW
    }

    @Inject
    public RunMeters(MeterRegistry registry) {
        Arrays.stream(ExecutionStatus.values())
                .filter(ExecutionStatus::isTerminal)
                .forEach(status -> ended.put(
                        status,
                        Counter.builder("attune.executions.ended")
                                .description("Executions that ended, workflows and their tasks among them")
                                .tag("status", status.wire())
                                .register(registry)));
        retried = Counter.builder("attune.executions.retried")
                .description("Attempts that follow one that did not go well, by how that one ended")
                .withRegistry(registry);
        givenUp = Counter.builder("attune.executions.given_up")
                .description(
                        "Executions that the platform gave up after several tries (dead letters), by what did not work")
                .withRegistry(registry);
        // Shown before the first one comes.
        Stream.of(ExecutionStatus.FAILED, ExecutionStatus.TIMEOUT, ExecutionStatus.ABANDONED)
                .forEach(status -> retries(status.wire()));
        Arrays.stream(GivenUp.values()).forEach(this::counter);
        duration = Timer.builder("attune.executions.duration")
                .description("How long workers took to run executions, from their start to their end")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5))
                .register(registry);
    }

    @Override
    public void moved(Tx tx, ExecutionStatus to, int executions) {
        var counter = ended.get(to);
        if (counter != null) {
            tx.afterCommit(() -> counter.increment(executions));
        }
    }

    private Counter retries(String reason) {
        return retried.withTag("reason", reason);
    }

    @Override
    public void retried(Tx tx, String reason) {
        tx.afterCommit(retries(reason)::increment);
    }

    private Counter counter(GivenUp what) {
        return givenUp.withTag("what", what.name().toLowerCase(Locale.ROOT));
    }

    public void gaveUp(Tx tx, GivenUp what, int executions) {
        tx.afterCommit(() -> counter(what).increment(executions));
    }

    void ran(Duration time) {
        duration.record(time);
    }
}
