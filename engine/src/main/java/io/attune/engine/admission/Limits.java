package io.attune.engine.admission;

import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * What a policy allows to the runs of one group.
 *
 * @param threshold how many may be active; null for any number
 * @param rate how many may start in a time; null for any number
 * @param queueLimit how many may wait
 */
public record Limits(@Nullable Integer threshold, @Nullable RateLimit rate, PolicyMethod method, int queueLimit) {
    /** Where the policy is gone. */
    public static final Limits NONE = new Limits(null, null, PolicyMethod.ENQUEUE, Integer.MAX_VALUE);
}
