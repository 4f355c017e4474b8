package io.attune.store.execution;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Where a locked execution stands.
 *
 * @param attempt how often it was handed to a worker
 * @param placement what it asks of a worker; null when it never goes to one
 * @param workflow whether the engine runs it, and no worker
 */
public record RunState(
        ExecutionId execution,
        TenantId tenant,
        String actionRef,
        ExecutionStatus status,
        int attempt,
        @Nullable Long worker,
        @Nullable Long placement,
        boolean workflow) {}
