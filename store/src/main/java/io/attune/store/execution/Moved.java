package io.attune.store.execution;

import io.attune.model.id.ActionId;
import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * An execution whose transition was written.
 *
 * @param workflow which was told, because a task of it has ended
 * @param leaves the group in which it has a slot, or waits for one, when it has ended; null under no policy
 * @param failed of a run that its action may want to be tried again: one outside workflows, which ended badly; else null
 */
public record Moved(
        ExecutionId execution,
        @Nullable ExecutionId workflow,
        @Nullable AdmissionGroupId leaves,
        @Nullable Failed failed) {
    /** One that nobody may want to be tried again. */
    public Moved(ExecutionId execution, @Nullable ExecutionId workflow, @Nullable AdmissionGroupId leaves) {
        this(execution, workflow, leaves, null);
    }

    /** @param retries how many attempts there were before it */
    public record Failed(ActionId action, int retries) {}
}
