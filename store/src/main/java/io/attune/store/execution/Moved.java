package io.attune.store.execution;

import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * An execution whose transition was written.
 *
 * @param workflow which was told, because a task of it has ended
 * @param leaves the group in which it has a slot, or waits for one, when it has ended; null under no policy
 */
public record Moved(
        ExecutionId execution,
        @Nullable ExecutionId workflow,
        @Nullable AdmissionGroupId leaves) {}
