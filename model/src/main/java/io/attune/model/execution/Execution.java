package io.attune.model.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of an action as it is stored (runtime.md §1.3).
 *
 * @param action null when the action is gone
 * @param config the parameters with markers in place of secrets; null when there are none
 * @param worker null before it was given to one, and when that one is gone
 * @param waitingFor why it has not started, in words for a person
 * @param paused whether somebody paused the workflow that it is a run of; null when it is none
 * @param endedAt set in terminal statuses only
 */
public record Execution(
        ExecutionSummary summary,
        long tenant,
        @Nullable Long action,
        @Nullable JsonNode config,
        @Nullable Long executor,
        List<String> permissionSetRefs,
        @Nullable String artifactRetentionPolicy,
        @Nullable Integer artifactRetentionLimit,
        @Nullable JsonNode workerSelector,
        @Nullable JsonNode workerTolerations,
        @Nullable JsonNode workerAffinity,
        @Nullable Long worker,
        @Nullable JsonNode result,
        @Nullable String waitingFor,
        @Nullable Boolean paused,
        @Nullable Instant endedAt) {
    public Execution {
        permissionSetRefs = List.copyOf(permissionSetRefs);
    }

    public long id() {
        return summary.id();
    }

    public ExecutionStatus status() {
        return summary.status();
    }
}
