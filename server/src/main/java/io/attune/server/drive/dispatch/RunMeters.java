package io.attune.server.drive.dispatch;

import io.attune.model.execution.ExecutionStatus;
import io.attune.store.Tx;
import io.attune.store.execution.MoveWitness;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Counts and measures the executions that ended by this process (docs/metrics.md). */
@Singleton
public final class RunMeters implements MoveWitness {
    private final Map<ExecutionStatus, Counter> ended = new EnumMap<>(ExecutionStatus.class);
    private final Timer duration;

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

    void ran(Duration time) {
        duration.record(time);
    }
}
