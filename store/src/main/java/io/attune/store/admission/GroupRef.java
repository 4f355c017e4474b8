package io.attune.store.admission;

import io.attune.model.id.PolicyId;
import io.attune.model.id.TenantId;

/**
 * Names a group: the runs of one tenant that share the limits of a policy.
 *
 * @param key of {@link io.attune.engine.admission.GroupKey}
 */
public record GroupRef(PolicyId policy, TenantId tenant, String key) {}
