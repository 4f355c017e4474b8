package io.attune.store.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.secret.SealedSecret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker needs to know of the execution it was given.
 *
 * @param parameters as stored: with markers where secrets were. This record's own; may be changed
 * @param timeout what the task says that it is a run of; null as the action says
 * @param secrets what belongs there, still sealed: one that does not open must fail its own run and no other
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
        List<SealedSecret> secrets,
        @Nullable ObjectNode envVars,
        @Nullable Long executor,
        List<String> permissionSetRefs,
        @Nullable Duration timeout) {
    public ClaimedRun {
        secrets = List.copyOf(secrets);
        permissionSetRefs = List.copyOf(permissionSetRefs);
    }

    ClaimedRun with(List<SealedSecret> found) {
        return new ClaimedRun(
                execution,
                status,
                attempt,
                tenant,
                actionRef,
                ruleRef,
                triggerRef,
                parameters,
                found,
                envVars,
                executor,
                permissionSetRefs,
                timeout);
    }
}
