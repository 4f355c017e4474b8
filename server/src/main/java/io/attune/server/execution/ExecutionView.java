package io.attune.server.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code Execution} of api-runs.md §3.3. */
public record ExecutionView(
        long id,
        @Nullable Long action,
        String actionRef,
        @Nullable JsonNode config,
        @Nullable Long parent,
        @Nullable Long enforcement,
        @Nullable Long executor,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> permissionSetRefs,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String artifactRetentionPolicy,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer artifactRetentionLimit,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode workerSelector,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode workerTolerations,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode workerAffinity,
        @Nullable Long worker,
        ExecutionStatus status,
        @Nullable JsonNode result,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String waitingFor,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable AdmissionView admission,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean paused,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long originalExecution,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String retryReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer retryCount,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer maxRetries,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant nextRetryAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant startedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode workflowTask,
        Instant created,
        Instant updated) {
    static ExecutionView of(Execution execution) {
        var summary = execution.summary();
        var retry = execution.retry();
        return new ExecutionView(
                execution.id(),
                execution.action(),
                summary.actionRef(),
                execution.config(),
                summary.parent(),
                summary.enforcement(),
                execution.executor(),
                execution.permissionSetRefs(),
                execution.artifactRetentionPolicy(),
                execution.artifactRetentionLimit(),
                execution.workerSelector(),
                execution.workerTolerations(),
                execution.workerAffinity(),
                execution.worker(),
                execution.status(),
                execution.result(),
                retry == null || retry.due() == null ? execution.waitingFor() : retry.words() + " waits for its time",
                null,
                execution.paused(),
                summary.originalExecution(),
                retry == null ? null : retry.reason(),
                retry == null ? null : retry.count(),
                retry == null ? null : retry.most(),
                retry == null ? null : retry.due(),
                summary.startedAt(),
                summary.workflowTask(),
                summary.created(),
                summary.updated());
    }

    /** The same, as it waits in line of a policy. */
    ExecutionView waiting(AdmissionView line) {
        return new ExecutionView(
                id,
                action,
                actionRef,
                config,
                parent,
                enforcement,
                executor,
                permissionSetRefs,
                artifactRetentionPolicy,
                artifactRetentionLimit,
                workerSelector,
                workerTolerations,
                workerAffinity,
                worker,
                status,
                result,
                line.sentence(),
                line,
                paused,
                originalExecution,
                retryReason,
                retryCount,
                maxRetries,
                nextRetryAt,
                startedAt,
                workflowTask,
                created,
                updated);
    }

    /** The same with other documents, which hold the secrets of the execution. */
    ExecutionView with(@Nullable JsonNode revealedConfig, @Nullable JsonNode revealedResult) {
        return new ExecutionView(
                id,
                action,
                actionRef,
                revealedConfig,
                parent,
                enforcement,
                executor,
                permissionSetRefs,
                artifactRetentionPolicy,
                artifactRetentionLimit,
                workerSelector,
                workerTolerations,
                workerAffinity,
                worker,
                status,
                revealedResult,
                waitingFor,
                admission,
                paused,
                originalExecution,
                retryReason,
                retryCount,
                maxRetries,
                nextRetryAt,
                startedAt,
                workflowTask,
                created,
                updated);
    }

    /** As it was in the moment of its creation: what the creating call answers, even if it could only fail (FIX-14). */
    ExecutionView asRequested() {
        return new ExecutionView(
                id,
                action,
                actionRef,
                config,
                parent,
                enforcement,
                executor,
                permissionSetRefs,
                artifactRetentionPolicy,
                artifactRetentionLimit,
                workerSelector,
                workerTolerations,
                workerAffinity,
                null,
                ExecutionStatus.REQUESTED,
                null,
                null,
                null,
                paused,
                originalExecution,
                retryReason,
                retryCount,
                maxRetries,
                nextRetryAt,
                null,
                workflowTask,
                created,
                created);
    }
}
