package io.attune.engine.admission;

import io.attune.model.id.ActionId;
import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the one policy of a run (runtime.md §2.2): the newest for its action, else for its pack, else for its tenant. Of two for the same,
 * the tenant's own goes before the system's. Immutable.
 */
public final class PolicyIndex {
    public static final PolicyIndex EMPTY = new PolicyIndex(Map.of());

    private record Place(Owner owner, LimitedScope scope) {}

    private final Map<Place, IndexedPolicy> newest;

    private PolicyIndex(Map<Place, IndexedPolicy> newest) {
        this.newest = newest;
    }

    public static PolicyIndex of(Collection<IndexedPolicy> policies) {
        Map<Place, IndexedPolicy> newest = new HashMap<>();
        for (IndexedPolicy policy : policies) {
            newest.merge(
                    new Place(policy.owner(), policy.scope()),
                    policy,
                    (known, other) -> known.id().value() > other.id().value() ? known : other);
        }
        return newest.isEmpty() ? EMPTY : new PolicyIndex(newest);
    }

    /** Whether no run has a policy. */
    public boolean isEmpty() {
        return newest.isEmpty();
    }

    /** The policy for a run of that tenant; empty when nothing limits it. */
    public Optional<IndexedPolicy> find(TenantId tenant, ActionId action, PackId pack) {
        return find(tenant, new LimitedScope.OfAction(action))
                .or(() -> find(tenant, new LimitedScope.OfPack(pack)))
                .or(() -> find(tenant, new LimitedScope.OfTenant()));
    }

    private Optional<IndexedPolicy> find(TenantId tenant, LimitedScope scope) {
        return Optional.ofNullable(newest.get(new Place(new Owner.Tenant(tenant), scope)))
                .or(() -> Optional.ofNullable(newest.get(new Place(new Owner.Platform(), scope))));
    }
}
