package io.attune.store.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ActionId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.execution.NewExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of a workflow that somebody advances.
 *
 * @param origin of its children: they have its parentage, enforcement and executor
 * @param artifactRetention how long its artifacts are kept, which may be as it was asked for
 * @param earlier the runs whose children count where it has none itself, the latest first
 * @param rerunFrom the task from which everything is done again; null for those that failed
 * @param paused what was asked for last
 * @param definition the graph it follows, before the start; afterwards whoever needs it asks for it
 * @param core its state without the variables; null before the start
 * @param variables as they are stored; null when they are long
 * @param parameters with markers where secrets were; null when they are long
 * @param attempts at a large decision, since the last that was stored
 * @param ofTask whether another workflow waits for it
 */
public record StoredRun(
        ExecutionId execution,
        TenantId tenant,
        ExecutionStatus status,
        @Nullable ActionId action,
        String actionRef,
        NewExecution.Origin origin,
        @Nullable ObjectNode envVars,
        NewExecution.Retention artifactRetention,
        @Nullable Instant startedAt,
        @Nullable Duration timeout,
        List<ExecutionId> earlier,
        @Nullable String rerunFrom,
        boolean paused,
        @Nullable JsonNode definition,
        @Nullable ObjectNode core,
        @Nullable ArrayNode variables,
        @Nullable ObjectNode parameters,
        int attempts,
        boolean ofTask) {
    public StoredRun {
        earlier = List.copyOf(earlier);
    }
}
