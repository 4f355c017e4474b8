package io.attune.server.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.ExecutionSummary;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers are told of an execution (api.md §3.5): never parameters, never a result.
 *
 * @param status that it entered, which may not be its present one any more
 * @param oldStatus absent when it was just created
 */
public record ExecutionNotification(
        String entityType,
        long entityId,
        long id,
        @Nullable Long actionId,
        String actionRef,
        ExecutionStatus status,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ExecutionStatus oldStatus,
        @Nullable Long enforcement,
        @Nullable String ruleRef,
        @Nullable String triggerRef,
        @Nullable Long parent,
        @Nullable Instant startedAt,
        @Nullable JsonNode workflowTask,
        Instant created,
        Instant updated) {
    static ExecutionNotification of(ExecutionSummary execution, @Nullable ExecutionStatus from, ExecutionStatus to) {
        return new ExecutionNotification(
                "execution",
                execution.id(),
                execution.id(),
                execution.action(),
                execution.actionRef(),
                to,
                from,
                execution.enforcement(),
                execution.ruleRef(),
                execution.triggerRef(),
                execution.parent(),
                execution.startedAt(),
                execution.workflowTask(),
                execution.created(),
                execution.updated());
    }
}
