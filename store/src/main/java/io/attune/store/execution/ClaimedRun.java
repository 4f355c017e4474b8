package io.attune.store.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker needs to know of the execution it was given.
 *
 * @param parameters complete, with secrets in clear
 * @param secretPaths JSON pointers of the secrets among them
 */
public record ClaimedRun(
        ExecutionId execution,
        ExecutionStatus status,
        int attempt,
        TenantId tenant,
        String actionRef,
        @Nullable String ruleRef,
        @Nullable String triggerRef,
        ObjectNode parameters,
        List<String> secretPaths,
        @Nullable ObjectNode envVars,
        @Nullable Long executor,
        List<String> permissionSetRefs) {
    public ClaimedRun {
        secretPaths = List.copyOf(secretPaths);
        permissionSetRefs = List.copyOf(permissionSetRefs);
    }
}
