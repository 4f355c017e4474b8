package io.attune.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Thousands of random histories, each replayable by its seed. */
class AdmissionSimulationTest {
    private static final int RUNS = Integer.getInteger("attune.simulation.runs", 3_000);

    @Test
    void thePromisesHoldWhateverHappens() {
        long admitted = 0;
        long waited = 0;
        long refused = 0;
        long crashes = 0;
        for (long seed = 1; seed <= RUNS; seed++) {
            var report = run(seed);
            admitted += report.admitted;
            waited += report.waited;
            refused += report.refused;
            crashes += report.crashes;
        }
        System.out.printf(
                "admission simulation: %d runs, %d admitted, %d waited, %d refused, %d crashes%n",
                RUNS, admitted, waited, refused, crashes);
        assertThat(waited).isGreaterThan(RUNS);
        assertThat(refused).isGreaterThan(RUNS);
    }

    private static AdmissionSimulation.Report run(long seed) {
        try {
            return new AdmissionSimulation(seed).run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + " fails", e);
        }
    }
}
