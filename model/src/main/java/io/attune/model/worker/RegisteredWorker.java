package io.attune.model.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.IdentityId;
import io.attune.model.id.WorkerId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A process that runs actions, as the platform knows it (runtime.md §1.3).
 *
 * @param slots runs it takes at the same time
 * @param lastHeartbeat null before the first
 * @param cordon null while it takes work
 * @param load unfinished runs assigned to it, by status; statuses without any are absent
 */
public record RegisteredWorker(
        WorkerId id,
        String name,
        WorkerType type,
        WorkerRole role,
        @Nullable String host,
        @Nullable Integer port,
        WorkerStatus status,
        int slots,
        JsonNode capabilities,
        @Nullable Instant lastHeartbeat,
        @Nullable Cordon cordon,
        Map<ExecutionStatus, Integer> load,
        Instant created,
        Instant updated) {
    public RegisteredWorker {
        load = Map.copyOf(load);
    }

    /** An operator's decision that it gets no new work. */
    public record Cordon(@Nullable String reason, @Nullable IdentityId by, Instant at) {}
}
