package io.attune.server.execution;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.ExecutionSummary;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers are told of a workflow besides {@link ExecutionNotification} (api.md §3.5, {@code workflow_execution_status_changed}).
 *
 * @param status that it entered, which may not be its present one any more
 */
public record WorkflowNotification(
        String entityType,
        long entityId,
        long id,
        String actionRef,
        ExecutionStatus status,
        ExecutionStatus oldStatus,
        long workflowDef,
        @Nullable Long parent,
        Instant created,
        Instant updated) {
    /** Nothing for an execution that is no workflow, or was just created. */
    static Optional<WorkflowNotification> of(
            ExecutionSummary execution, @Nullable ExecutionStatus from, ExecutionStatus to) {
        Long definition = execution.workflowDefinition();
        if (definition == null || from == null) {
            return Optional.empty();
        }
        return Optional.of(new WorkflowNotification(
                "execution",
                execution.id(),
                execution.id(),
                execution.actionRef(),
                to,
                from,
                definition,
                execution.parent(),
                execution.created(),
                execution.updated()));
    }
}
