package io.attune.server.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.worker.RegisteredWorker;
import io.attune.model.worker.WorkerRole;
import io.attune.model.worker.WorkerStatus;
import io.attune.model.worker.WorkerType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A worker with its health and load (api-catalog.md §5). */
@Schema(name = "Worker")
record WorkerView(
        long id,
        String name,
        WorkerType workerType,
        WorkerRole workerRole,
        @Nullable String host,
        @Nullable Integer port,
        WorkerStatus status,
        @Nullable Instant lastHeartbeat,
        @Nullable Long heartbeatAgeSeconds,
        boolean heartbeatStale,
        boolean cordoned,
        @Nullable String cordonReason,
        @Nullable Long cordonedBy,
        @Nullable Instant cordonedAt,
        HealthState healthState,
        List<SupportedRuntime> supportedRuntimes,
        @Nullable Sandbox sandbox,
        Load load,
        Instant created,
        Instant updated) {

    /** A runtime that the worker has. */
    record SupportedRuntime(String name, List<String> versions) {}

    /**
     * How it confines the processes of its runs.
     *
     * @param level {@code process} or {@code bubblewrap}
     * @param reason why it is this one
     */
    @Schema(name = "WorkerSandbox")
    record Sandbox(String level, String reason) {}

    /** What it has to do. Counts are of runs that are not finished; the fields of sensors are null for workers of actions. */
    @Schema(name = "WorkerLoad")
    record Load(
            int requested,
            int scheduling,
            int scheduled,
            int running,
            int canceling,
            int totalActive,
            @Nullable Integer maxConcurrentExecutions,
            @Nullable Integer utilizationPercent,
            @Nullable Integer queueDepth,
            @Nullable Integer sensorProcessesRunning,
            @Nullable Integer sensorProcessesMonitored,
            @Nullable Integer activeRules,
            @Nullable Integer maxConcurrentSensors) {}

    /** @param staleAfter the age from which a heartbeat no longer counts */
    static WorkerView of(RegisteredWorker worker, Instant now, Duration staleAfter) {
        var heartbeat = worker.lastHeartbeat();
        var age = heartbeat == null ? null : Duration.between(heartbeat, now);
        boolean stale = age == null || age.compareTo(staleAfter) > 0;
        var load = load(worker);
        var status =
                worker.status() == WorkerStatus.ACTIVE && load.totalActive() > 0 ? WorkerStatus.BUSY : worker.status();
        var cordon = worker.cordon();
        var cordonedBy = cordon == null ? null : cordon.by();
        return new WorkerView(
                worker.id().value(),
                worker.name(),
                worker.type(),
                worker.role(),
                worker.host(),
                worker.port(),
                status,
                heartbeat,
                age == null ? null : Math.max(0, age.toSeconds()),
                stale,
                cordon != null,
                cordon == null ? null : cordon.reason(),
                cordonedBy == null ? null : cordonedBy.value(),
                cordon == null ? null : cordon.at(),
                health(cordon != null, status, stale),
                runtimes(worker.capabilities()),
                sandbox(worker.capabilities().path("sandbox")),
                load,
                worker.created(),
                worker.updated());
    }

    private static HealthState health(boolean cordoned, WorkerStatus status, boolean stale) {
        if (cordoned) {
            return HealthState.CORDONED;
        }
        if (status == WorkerStatus.ERROR) {
            return HealthState.ERROR;
        }
        if (status == WorkerStatus.INACTIVE || stale) {
            return HealthState.OFFLINE;
        }
        return status == WorkerStatus.BUSY ? HealthState.BUSY : HealthState.ACTIVE;
    }

    private static List<SupportedRuntime> runtimes(JsonNode capabilities) {
        var versions = capabilities.path("runtime_versions");
        var runtimes = new ArrayList<SupportedRuntime>();
        for (var name : capabilities.path("runtimes")) {
            var known = new ArrayList<String>();
            versions.path(name.asText()).forEach(version -> known.add(version.asText()));
            runtimes.add(new SupportedRuntime(name.asText(), known));
        }
        return runtimes;
    }

    /** Null for a worker of a release that did not say. */
    private static @Nullable Sandbox sandbox(JsonNode sandbox) {
        return sandbox.isObject()
                ? new Sandbox(
                        sandbox.path("level").asText(), sandbox.path("reason").asText())
                : null;
    }

    private static Load load(RegisteredWorker worker) {
        int active = worker.load().values().stream().mapToInt(Integer::intValue).sum();
        var depth = worker.capabilities().path("health").path("queue_depth");
        return new Load(
                count(worker, ExecutionStatus.REQUESTED),
                count(worker, ExecutionStatus.SCHEDULING),
                count(worker, ExecutionStatus.SCHEDULED),
                count(worker, ExecutionStatus.RUNNING),
                count(worker, ExecutionStatus.CANCELING),
                active,
                worker.slots(),
                active * 100 / worker.slots(),
                depth.isInt() ? depth.intValue() : null,
                null,
                null,
                null,
                null);
    }

    private static int count(RegisteredWorker worker, ExecutionStatus status) {
        return worker.load().getOrDefault(status, 0);
    }
}
