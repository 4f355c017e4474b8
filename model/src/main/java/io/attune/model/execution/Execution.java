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
 * @param retry what it does again; null for a first attempt
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
        @Nullable Retry retry,
        @Nullable Boolean paused,
        @Nullable Instant endedAt) {
    public Execution {
        permissionSetRefs = List.copyOf(permissionSetRefs);
    }

    /**
     * An execution that is done again, by itself or because somebody asked for it.
     *
     * @param reason how the attempt before ended, or {@link #WISHED}
     * @param count how many attempts there were before it; 0 for one that was asked for
     * @param most how many may follow the first attempt; null for one that was asked for
     * @param due when it may go, while it waits for that
     */
    public record Retry(
            String reason,
            int count,
            @Nullable Integer most,
            @Nullable Instant due) {
        public static final String WISHED = "manual_retry";

        /** "retry 1 of 3". */
        public String words() {
            return most == null ? "retry " + count : "retry " + count + " of " + most;
        }
    }

    /** The execution that did what this one only shows: one of an earlier run of its workflow; itself for all others. */
    public long source() {
        var task = summary.workflowTask();
        return task == null ? id() : task.path("reused_from").asLong(id());
    }

    public long id() {
        return summary.id();
    }

    public ExecutionStatus status() {
        return summary.status();
    }
}
