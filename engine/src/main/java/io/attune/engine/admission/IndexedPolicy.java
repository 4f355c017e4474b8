package io.attune.engine.admission;

import io.attune.model.id.PolicyId;
import io.attune.model.tenant.Owner;
import java.util.List;

/**
 * A policy, as finding it and counting runs needs it. Its limits are read when a decision is due.
 *
 * @param parameters dotted paths whose values make the group of a run
 * @param perIdentity whether its executor does, too
 */
public record IndexedPolicy(
        PolicyId id, Owner owner, LimitedScope scope, List<String> parameters, boolean perIdentity) {
    public IndexedPolicy {
        parameters = List.copyOf(parameters);
    }
}
