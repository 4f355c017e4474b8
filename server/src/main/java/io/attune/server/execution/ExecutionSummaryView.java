package io.attune.server.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.ExecutionSummary;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code ExecutionSummary} of api-runs.md §3.3. */
public record ExecutionSummaryView(
        long id,
        String actionRef,
        ExecutionStatus status,
        @Nullable Long parent,
        @Nullable Long enforcement,
        @Nullable String ruleRef,
        @Nullable String triggerRef,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant startedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode workflowTask,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long originalExecution,
        boolean hasChildren,
        Instant created,
        Instant updated) {
    static ExecutionSummaryView of(ExecutionSummary summary) {
        return new ExecutionSummaryView(
                summary.id(),
                summary.actionRef(),
                summary.status(),
                summary.parent(),
                summary.enforcement(),
                summary.ruleRef(),
                summary.triggerRef(),
                summary.startedAt(),
                summary.workflowTask(),
                summary.originalExecution(),
                summary.hasChildren(),
                summary.created(),
                summary.updated());
    }
}
