package io.attune.store.admission;

import io.attune.model.policy.RateLimit;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a run under a policy has not gone yet.
 *
 * @param policyRef null when the policy is gone, and the run about to go
 * @param active runs of its group that are let in and not over
 * @param position in line, from 1
 * @param waiting how many are in line
 * @param group with which others it counts, as {@link io.attune.engine.admission.GroupKey} writes it
 * @param due when the next in line may go though nobody leaves; null when a slot must become free first
 * @param deadline until when it may wait
 * @param ancestor a run above it that holds a slot of the same group, and so waits for it; null for none
 */
public record Waiting(
        @Nullable String policyRef,
        @Nullable Integer threshold,
        @Nullable RateLimit rateLimit,
        int active,
        long position,
        int waiting,
        String group,
        @Nullable Instant due,
        Instant deadline,
        @Nullable Long ancestor) {}
