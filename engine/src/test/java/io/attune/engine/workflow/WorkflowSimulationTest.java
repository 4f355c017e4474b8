package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Thousands of random workflows, each replayable by its seed. */
class WorkflowSimulationTest {
    private static final String SEED = "attune.simulation.seed";
    private static final int RUNS = Integer.getInteger("attune.simulation.runs", 5_000);

    @Test
    void everyRunIsWhatTheReferenceSays() {
        Long only = Long.getLong(SEED);
        if (only != null) {
            new WorkflowSimulation(only).run();
            return;
        }
        Map<String, Long> totals = new LinkedHashMap<>();
        Map<ExecutionStatus, Integer> endings = new EnumMap<>(ExecutionStatus.class);
        for (long seed = 1; seed <= RUNS; seed++) {
            WorkflowSimulation.Report report = run(seed);
            report.counts().forEach((what, count) -> totals.merge(what, count.longValue(), Long::sum));
            report.endings().forEach(status -> endings.merge(status, 1, Integer::sum));
        }
        System.out.println("workflow simulation: " + RUNS + " runs, " + totals + ", ended " + endings);
        assertThat(totals.values()).as("everything happens").allMatch(count -> count > RUNS / 100);
        assertThat(endings)
                .containsOnlyKeys(
                        ExecutionStatus.COMPLETED,
                        ExecutionStatus.FAILED,
                        ExecutionStatus.CANCELLED,
                        ExecutionStatus.TIMEOUT);
    }

    private static WorkflowSimulation.Report run(long seed) {
        try {
            return new WorkflowSimulation(seed).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed " + seed + " fails; replay it with: ./mvnw -pl engine -am test -Dtest=WorkflowSimulationTest"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -D" + SEED + "=" + seed,
                    e);
        }
    }
}
