package io.attune.store.admission;

import io.attune.engine.admission.Limits;
import io.attune.model.id.AdmissionGroupId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A group as it stands while it is locked.
 *
 * @param starts runs that were let in so far
 * @param policyRef null when the policy is gone
 * @param queueTimeout how long a run that comes now may wait
 */
public record LockedGroup(
        AdmissionGroupId id,
        GroupRef ref,
        int active,
        int waiting,
        long starts,
        Limits limits,
        @Nullable String policyRef,
        Duration queueTimeout) {}
