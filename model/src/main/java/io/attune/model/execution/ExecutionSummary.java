package io.attune.model.execution;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What lists show of an execution (api-runs.md §3.3). Parameters and results are not among it.
 *
 * @param action as it was at the start; it may be gone
 * @param workflowDefinition what the engine runs it by; null when it is no workflow
 */
public record ExecutionSummary(
        long id,
        @Nullable Long action,
        String actionRef,
        ExecutionStatus status,
        @Nullable Long parent,
        @Nullable Long enforcement,
        @Nullable String ruleRef,
        @Nullable String triggerRef,
        @Nullable Instant startedAt,
        @Nullable JsonNode workflowTask,
        @Nullable Long workflowDefinition,
        @Nullable Long originalExecution,
        @Nullable Long executor,
        boolean hasChildren,
        Instant created,
        Instant updated) {}
