package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import java.util.EnumMap;
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
        long steps = 0;
        long crashes = 0;
        long duplicates = 0;
        long interventions = 0;
        Map<ExecutionStatus, Integer> endings = new EnumMap<>(ExecutionStatus.class);
        for (long seed = 1; seed <= RUNS; seed++) {
            WorkflowSimulation.Report report = run(seed);
            steps += report.steps();
            crashes += report.crashes();
            duplicates += report.duplicates();
            interventions += report.interventions();
            endings.merge(report.status(), 1, Integer::sum);
        }
        System.out.printf(
                "workflow simulation: %d runs, %d steps, %d crashes, %d duplicates, %d interventions, ended %s%n",
                RUNS, steps, crashes, duplicates, interventions, endings);
        assertThat(endings).containsKeys(ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.CANCELLED);
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
