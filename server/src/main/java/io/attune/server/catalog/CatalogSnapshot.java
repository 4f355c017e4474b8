package io.attune.server.catalog;

import io.attune.engine.admission.IndexedPolicy;
import io.attune.engine.admission.PolicyIndex;
import io.attune.engine.rule.IndexedRule;
import io.attune.engine.rule.RuleIndex;
import io.attune.engine.snapshot.SnapshotMap;
import io.attune.model.id.ActionId;
import io.attune.model.id.PackId;
import io.attune.model.id.RuleId;
import io.attune.model.id.RuntimeId;
import io.attune.model.id.TenantId;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import io.attune.store.Tx;
import io.attune.store.catalog.CatalogPack;
import io.attune.store.catalog.CatalogRule;
import io.attune.store.catalog.CatalogRuntime;
import io.attune.store.catalog.CatalogStore;
import io.attune.store.catalog.CatalogStore.Kind;
import io.attune.store.catalog.CatalogTrigger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The catalog of all tenants at one version. Immutable. Whoever answers a tenant from it must look at owners: nothing here is filtered.
 */
public final class CatalogSnapshot {
    static final CatalogSnapshot EMPTY = new CatalogSnapshot(
            -1,
            Tenants.NONE,
            RuleIndex.EMPTY,
            SnapshotMap.empty(),
            Named.empty(),
            SnapshotMap.empty(),
            Named.empty(),
            SnapshotMap.empty(),
            SnapshotMap.empty(),
            Policies.NONE);

    private final long version;
    private final Tenants tenants;
    private final RuleIndex index;
    private final SnapshotMap<Long, CompiledRule> rules;
    private final Named<CatalogTrigger> triggers;
    private final SnapshotMap<String, CatalogTrigger> triggersByKeyHash;
    private final Named<CompiledAction> actions;
    private final SnapshotMap<Long, CatalogRuntime> runtimes;
    private final SnapshotMap<Long, CatalogPack> packs;
    private final Policies policies;

    /** Components that are also looked up by their ref. */
    private record Named<T>(SnapshotMap<Long, T> byId, SnapshotMap<String, T> byRef) {
        static <T> Named<T> empty() {
            return new Named<>(SnapshotMap.empty(), SnapshotMap.empty());
        }

        Named<T> with(Set<Long> changed, Map<Long, T> read, Function<T, String> ref) {
            return new Named<>(byId.with(changed, read), renamed(byRef, byId, changed, read, ref));
        }
    }

    private record Tenants(Optional<TenantId> platform, Set<TenantId> frozen) {
        static final Tenants NONE = new Tenants(Optional.empty(), Set.of());
    }

    /** LIMIT: the index is made anew with each change of a policy. There are hundreds of them, not hundreds of thousands. */
    private record Policies(SnapshotMap<Long, IndexedPolicy> byId, PolicyIndex index) {
        static final Policies NONE = new Policies(SnapshotMap.empty(), PolicyIndex.EMPTY);

        Policies with(Set<Long> changed, Map<Long, IndexedPolicy> read) {
            if (changed.isEmpty()) {
                return this;
            }
            var all = byId.with(changed, read);
            List<IndexedPolicy> policies = new ArrayList<>();
            all.forEach((_, policy) -> policies.add(policy));
            return new Policies(all, PolicyIndex.of(policies));
        }
    }

    private CatalogSnapshot(
            long version,
            Tenants tenants,
            RuleIndex index,
            SnapshotMap<Long, CompiledRule> rules,
            Named<CatalogTrigger> triggers,
            SnapshotMap<String, CatalogTrigger> triggersByKeyHash,
            Named<CompiledAction> actions,
            SnapshotMap<Long, CatalogRuntime> runtimes,
            SnapshotMap<Long, CatalogPack> packs,
            Policies policies) {
        this.version = version;
        this.tenants = tenants;
        this.index = index;
        this.rules = rules;
        this.triggers = triggers;
        this.triggersByKeyHash = triggersByKeyHash;
        this.actions = actions;
        this.runtimes = runtimes;
        this.packs = packs;
        this.policies = policies;
    }

    /**
     * The catalog as {@code tx} sees it. What did not change since this snapshot is taken from it, so that a change costs the same however
     * much the catalog holds.
     *
     * @param newVersion which {@code tx} sees
     */
    CatalogSnapshot read(Tx tx, CatalogStore store, long newVersion) {
        return store.changedSince(tx, version, newVersion)
                .map(changed -> with(tx, store, newVersion, changed))
                .orElseGet(() -> EMPTY.with(tx, store, newVersion, store.all(tx)));
    }

    private CatalogSnapshot with(Tx tx, CatalogStore store, long newVersion, Map<Kind, Set<Long>> changed) {
        var changedRules = changed.getOrDefault(Kind.RULE, Set.of());
        Map<Long, CatalogRule> readRules = read(
                changedRules, ids -> store.rules(tx, ids), rule -> rule.id().value());
        var changedTriggers = changed.getOrDefault(Kind.TRIGGER, Set.of());
        Map<Long, CatalogTrigger> readTriggers = read(
                changedTriggers,
                ids -> store.triggers(tx, ids),
                trigger -> trigger.id().value());
        var changedActions = changed.getOrDefault(Kind.ACTION, Set.of());
        Map<Long, CompiledAction> readActions = read(
                changedActions,
                ids -> store.actions(tx, ids).stream().map(CompiledAction::new).toList(),
                action -> action.action().id().value());
        var changedRuntimes = changed.getOrDefault(Kind.RUNTIME, Set.of());
        // What a run asks for depends on the runtime, too.
        var keptActions = changedRuntimes.isEmpty() ? actions : recompiled(actions);
        var changedPacks = changed.getOrDefault(Kind.PACK, Set.of());
        var changedPolicies = changed.getOrDefault(Kind.POLICY, Set.of());
        return new CatalogSnapshot(
                newVersion,
                new Tenants(store.platformTenant(tx), store.frozenTenants(tx)),
                indexed(changedRules, readRules.values()),
                rules.with(changedRules, mapped(readRules, CompiledRule::of)),
                triggers.with(changedTriggers, readTriggers, CatalogTrigger::ref),
                renamed(
                        triggersByKeyHash,
                        triggers.byId(),
                        changedTriggers,
                        readTriggers,
                        CatalogTrigger::webhookKeyHash),
                keptActions.with(
                        changedActions, readActions, action -> action.action().ref()),
                runtimes.with(
                        changedRuntimes,
                        read(
                                changedRuntimes,
                                ids -> store.runtimes(tx, ids),
                                runtime -> runtime.id().value())),
                packs.with(
                        changedPacks,
                        read(
                                changedPacks,
                                ids -> store.packs(tx, ids),
                                pack -> pack.id().value())),
                policies.with(
                        changedPolicies,
                        read(
                                changedPolicies,
                                ids -> store.policies(tx, ids),
                                policy -> policy.id().value())));
    }

    private RuleIndex indexed(Set<Long> changed, Collection<CatalogRule> read) {
        return index.with(
                changed.stream().map(RuleId::new).toList(),
                read.stream()
                        .filter(CatalogRule::enabled)
                        .map(rule -> IndexedRule.of(
                                rule.id(), rule.ref(), rule.owner(), rule.triggerRef(), rule.conditions()))
                        .toList());
    }

    private static Named<CompiledAction> recompiled(Named<CompiledAction> actions) {
        Map<Long, CompiledAction> fresh = new HashMap<>();
        actions.byId().forEach((id, action) -> fresh.put(id, new CompiledAction(action.action())));
        return Named.<CompiledAction>empty()
                .with(Set.of(), fresh, action -> action.action().ref());
    }

    private static <T> Map<Long, T> read(
            Set<Long> ids, Function<Collection<Long>, List<T>> reading, Function<T, Long> id) {
        Map<Long, T> read = new HashMap<>();
        if (!ids.isEmpty()) {
            reading.apply(ids).forEach(item -> read.put(id.apply(item), item));
        }
        return read;
    }

    private static <T, U> Map<Long, U> mapped(Map<Long, T> items, Function<T, U> mapping) {
        Map<Long, U> mapped = new HashMap<>();
        items.forEach((id, item) -> mapped.put(id, mapping.apply(item)));
        return mapped;
    }

    /** An index by a name that a component may lose, take from another one, or not have at all. */
    private static <T> SnapshotMap<String, T> renamed(
            SnapshotMap<String, T> byName,
            SnapshotMap<Long, T> before,
            Set<Long> changed,
            Map<Long, T> read,
            Function<T, @Nullable String> name) {
        Set<String> gone = new HashSet<>();
        for (Long id : changed) {
            T old = before.get(id);
            String key = old == null ? null : name.apply(old);
            if (key != null) {
                gone.add(key);
            }
        }
        Map<String, T> added = new HashMap<>();
        for (T item : read.values()) {
            String key = name.apply(item);
            if (key != null) {
                added.put(key, item);
            }
        }
        return byName.with(gone, added);
    }

    public long version() {
        return version;
    }

    /** The tenant for runs that belong to nobody else; empty before the bootstrap. */
    public Optional<TenantId> platformTenant() {
        return tenants.platform();
    }

    /** Whether everything of this owner rests: its triggers are not found here, and its rules must not fire. */
    public boolean isFrozen(Owner owner) {
        return owner instanceof Owner.Tenant(var tenant) && tenants.frozen().contains(tenant);
    }

    /** The enabled rules; those of frozen tenants, too. */
    public RuleIndex ruleIndex() {
        return index;
    }

    /** Disabled rules, too. */
    public Optional<CompiledRule> findRule(RuleId id) {
        return Optional.ofNullable(rules.get(id.value()));
    }

    public Optional<CatalogTrigger> findTrigger(TriggerId id) {
        return awake(triggers.byId().get(id.value()));
    }

    public Optional<CatalogTrigger> findTrigger(String ref) {
        return awake(triggers.byRef().get(ref));
    }

    /** The trigger whose webhook has the key with this hash; disabled ones, too. */
    public Optional<CatalogTrigger> findTriggerByWebhookKey(String hash) {
        return awake(triggersByKeyHash.get(hash));
    }

    private Optional<CatalogTrigger> awake(@Nullable CatalogTrigger trigger) {
        return Optional.ofNullable(trigger).filter(found -> !isFrozen(found.owner()));
    }

    public Optional<CompiledAction> findAction(ActionId id) {
        return Optional.ofNullable(actions.byId().get(id.value()));
    }

    public Optional<CompiledAction> findAction(String ref) {
        return Optional.ofNullable(actions.byRef().get(ref));
    }

    public Optional<CatalogRuntime> findRuntime(RuntimeId id) {
        return Optional.ofNullable(runtimes.get(id.value()));
    }

    public Optional<CatalogPack> findPack(PackId id) {
        return Optional.ofNullable(packs.get(id.value()));
    }

    /** Whether no run of anybody is under a policy. */
    public boolean hasNoPolicies() {
        return policies.index().isEmpty();
    }

    /** The policy for runs of that action by that tenant (runtime.md §2.2). */
    public Optional<IndexedPolicy> findPolicy(TenantId tenant, ActionId action) {
        return findAction(action)
                .flatMap(found ->
                        policies.index().find(tenant, action, found.action().pack()));
    }
}
