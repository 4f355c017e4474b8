package io.attune.store.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretPlace;
import io.attune.store.execution.NewExecution.Origin;
import io.attune.store.execution.NewExecution.PlacementOverride;
import io.attune.store.execution.NewExecution.Retention;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run as it was created, to be created again.
 *
 * @param original the first attempt
 * @param retries how often it had been tried before
 * @param parameters with their secrets
 * @param secrets where those are
 * @param task what {@code workflow_task} says; empty for a run that is no task
 */
public record PastRun(
        ExecutionId execution,
        TenantId tenant,
        ExecutionId original,
        int retries,
        String actionRef,
        Origin origin,
        ExecutionStatus status,
        ObjectNode parameters,
        List<SecretPlace> secrets,
        @Nullable ObjectNode envVars,
        List<String> permissionSetRefs,
        Retention artifactRetention,
        PlacementOverride placement,
        ObjectNode task) {
    public PastRun {
        secrets = List.copyOf(secrets);
        permissionSetRefs = List.copyOf(permissionSetRefs);
    }
}
