package io.attune.server.sensor;

import io.attune.model.catalog.SensorProcessStatus;
import io.attune.store.sensor.SensorProcessStore.SensorProcess;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How a sensor stands on one node (runtime.md §1.3).
 *
 * @param restarts how often the node started it after the first time
 * @param reason why the node does not run it though a rule waits for it; null when it may
 * @param lastSignal the number of the signal that ended it last, if one did
 */
@Schema(name = "SensorProcess")
record SensorProcessView(
        long id,
        long sensor,
        String sensorRef,
        String workerName,
        SensorProcessStatus status,
        @Nullable Long pid,
        int consecutiveFailures,
        long restarts,
        @Nullable Integer lastExitCode,
        @Nullable Integer lastSignal,
        @Nullable Instant lastStartedAt,
        @Nullable Instant lastStoppedAt,
        @Nullable Instant nextRestartAt,
        @Nullable String stderrExcerpt,
        @Nullable String reason,
        String logArtifactRef,
        int activeRuleCount,
        int lastAlertedFailureCount,
        @Nullable Instant lastAlertedAt,
        Instant created,
        Instant updated) {
    static SensorProcessView of(SensorProcess process) {
        return new SensorProcessView(
                process.id(),
                process.sensor().value(),
                process.sensorRef(),
                process.workerName(),
                process.status(),
                process.pid(),
                process.consecutiveFailures(),
                process.restarts(),
                process.lastExitCode(),
                process.lastSignal(),
                process.lastStartedAt(),
                process.lastStoppedAt(),
                process.nextRestartAt(),
                process.stderrExcerpt(),
                process.misfit(),
                "sensor." + process.sensorRef() + ".stderr",
                process.activeRuleCount(),
                process.lastAlertedFailureCount(),
                process.lastAlertedAt(),
                process.created(),
                process.updated());
    }
}
