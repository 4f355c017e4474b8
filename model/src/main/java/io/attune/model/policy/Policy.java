package io.attune.model.policy;

import io.attune.model.catalog.Component;
import io.attune.model.id.PolicyId;

/** Limits the runs of an action, of a pack, or of a whole tenant. */
public record Policy(Component component, PolicySettings settings) {
    public PolicyId id() {
        return new PolicyId(component.id());
    }
}
