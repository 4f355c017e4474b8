package io.attune.server.catalog;

import io.attune.engine.rule.IndexedRule;
import io.attune.engine.rule.RuleIndex;
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
            -1, Map.of(), Tenants.NONE, RuleIndex.EMPTY, Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    private final long version;
    private final Map<Kind, Map<Long, Long>> stamps;
    private final Tenants tenants;
    private final RuleIndex index;
    private final Map<Long, CompiledRule> rules;
    private final Map<Long, CatalogTrigger> triggers;
    private final Map<Long, CompiledAction> actions;
    private final Map<Long, CatalogRuntime> runtimes;
    private final Map<Long, CatalogPack> packs;
    private final Map<String, CatalogTrigger> triggersByRef;
    private final Map<String, CatalogTrigger> triggersByWebhookKey;
    private final Map<String, CompiledAction> actionsByRef;

    private record Tenants(Optional<TenantId> platform, Set<TenantId> frozen) {
        static final Tenants NONE = new Tenants(Optional.empty(), Set.of());
    }

    private CatalogSnapshot(
            long version,
            Map<Kind, Map<Long, Long>> stamps,
            Tenants tenants,
            RuleIndex index,
            Map<Long, CompiledRule> rules,
            Map<Long, CatalogTrigger> triggers,
            Map<Long, CompiledAction> actions,
            Map<Long, CatalogRuntime> runtimes,
            Map<Long, CatalogPack> packs) {
        this.version = version;
        this.stamps = stamps;
        this.tenants = tenants;
        this.index = index;
        this.rules = rules;
        this.triggers = triggers;
        this.actions = actions;
        this.runtimes = runtimes;
        this.packs = packs;
        var awake = triggers.values().stream()
                .filter(trigger -> !isFrozen(trigger.owner()))
                .toList();
        this.triggersByRef = by(awake, CatalogTrigger::ref);
        this.triggersByWebhookKey = by(awake, CatalogTrigger::webhookKey);
        this.actionsByRef = by(actions.values(), action -> action.action().ref());
    }

    /**
     * The catalog as {@code tx} sees it. What did not change since this snapshot is taken from it; so a change of one rule among ten
     * thousand costs little more than looking at their stamps.
     *
     * @param newVersion held in {@code tx}
     */
    CatalogSnapshot read(Tx tx, CatalogStore store, long newVersion) {
        var now = store.stamps(tx);
        var ruleChanges = Changes.of(stamps, now, Kind.RULE);
        List<CatalogRule> changedRules = store.rules(tx, ruleChanges.changed());
        var newRules = new HashMap<>(rules);
        ruleChanges.gone().forEach(newRules::remove);
        List<IndexedRule> enabled = new ArrayList<>();
        List<RuleId> unindexed = new ArrayList<>();
        ruleChanges.gone().forEach(id -> unindexed.add(new RuleId(id)));
        for (CatalogRule rule : changedRules) {
            newRules.put(rule.id().value(), CompiledRule.of(rule));
            if (rule.enabled()) {
                enabled.add(IndexedRule.of(rule.id(), rule.ref(), rule.owner(), rule.triggerRef(), rule.conditions()));
            } else {
                unindexed.add(rule.id());
            }
        }
        return new CatalogSnapshot(
                newVersion,
                now,
                new Tenants(store.platformTenant(tx), store.frozenTenants(tx)),
                index.with(unindexed, enabled),
                newRules,
                updated(
                        triggers,
                        Changes.of(stamps, now, Kind.TRIGGER),
                        ids -> store.triggers(tx, ids),
                        trigger -> trigger.id().value()),
                // What a run asks for depends on the runtime, too.
                updated(
                        Changes.of(stamps, now, Kind.RUNTIME).none() ? actions : Map.of(),
                        Changes.of(Changes.of(stamps, now, Kind.RUNTIME).none() ? stamps : Map.of(), now, Kind.ACTION),
                        ids -> store.actions(tx, ids).stream()
                                .map(CompiledAction::new)
                                .toList(),
                        action -> action.action().id().value()),
                updated(
                        runtimes,
                        Changes.of(stamps, now, Kind.RUNTIME),
                        ids -> store.runtimes(tx, ids),
                        runtime -> runtime.id().value()),
                updated(
                        packs,
                        Changes.of(stamps, now, Kind.PACK),
                        ids -> store.packs(tx, ids),
                        pack -> pack.id().value()));
    }

    /** Which rows of one kind are to be read again, and which are to be forgotten. */
    private record Changes(List<Long> changed, List<Long> gone) {
        static Changes of(Map<Kind, Map<Long, Long>> before, Map<Kind, Map<Long, Long>> after, Kind kind) {
            Map<Long, Long> old = before.getOrDefault(kind, Map.of());
            Map<Long, Long> now = after.getOrDefault(kind, Map.of());
            List<Long> changed = new ArrayList<>();
            now.forEach((id, stamp) -> {
                if (!stamp.equals(old.get(id))) {
                    changed.add(id);
                }
            });
            return new Changes(
                    changed,
                    old.keySet().stream().filter(id -> !now.containsKey(id)).toList());
        }

        boolean none() {
            return changed.isEmpty() && gone.isEmpty();
        }
    }

    private static <T> Map<Long, T> updated(
            Map<Long, T> old, Changes changes, Function<Collection<Long>, List<T>> reading, Function<T, Long> id) {
        if (changes.none()) {
            return old;
        }
        Map<Long, T> updated = new HashMap<>(old);
        changes.gone().forEach(updated::remove);
        if (!changes.changed().isEmpty()) {
            reading.apply(changes.changed()).forEach(item -> updated.put(id.apply(item), item));
        }
        return updated;
    }

    private static <T> Map<String, T> by(Collection<T> items, Function<T, @Nullable String> name) {
        Map<String, T> byName = new HashMap<>();
        for (T item : items) {
            String key = name.apply(item);
            if (key != null) {
                byName.put(key, item);
            }
        }
        return byName;
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
        return Optional.ofNullable(triggers.get(id.value())).filter(trigger -> !isFrozen(trigger.owner()));
    }

    public Optional<CatalogTrigger> findTrigger(String ref) {
        return Optional.ofNullable(triggersByRef.get(ref));
    }

    /** The trigger whose webhook has the key; disabled ones, too. */
    public Optional<CatalogTrigger> findTriggerByWebhookKey(String key) {
        return Optional.ofNullable(triggersByWebhookKey.get(key));
    }

    public Optional<CompiledAction> findAction(ActionId id) {
        return Optional.ofNullable(actions.get(id.value()));
    }

    public Optional<CompiledAction> findAction(String ref) {
        return Optional.ofNullable(actionsByRef.get(ref));
    }

    public Optional<CatalogRuntime> findRuntime(RuntimeId id) {
        return Optional.ofNullable(runtimes.get(id.value()));
    }

    public Optional<CatalogPack> findPack(PackId id) {
        return Optional.ofNullable(packs.get(id.value()));
    }
}
