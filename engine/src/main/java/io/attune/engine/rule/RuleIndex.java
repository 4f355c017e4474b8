package io.attune.engine.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.snapshot.SnapshotMap;
import io.attune.expression.Condition;
import io.attune.expression.ExpressionException;
import io.attune.expression.Scope;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The enabled rules, by what an event must have to fire them (design.md §4 step 2). Immutable; {@link #with} shares what did not change.
 *
 * <p>Finding the rules of an event costs what its trigger's matching rules cost, not what all of them cost: equalities that conditions
 * demand ({@code payload.level == 'error'}) are looked up in a hash table, and only rules found there are evaluated.
 */
public final class RuleIndex {
    public static final RuleIndex EMPTY = new RuleIndex(SnapshotMap.empty(), SnapshotMap.empty());

    private final SnapshotMap<RuleId, IndexedRule> byId;
    private final SnapshotMap<String, SnapshotMap<Owner, EqualityIndex<IndexedRule>>> byTrigger;

    /** Rules of one trigger and one owner are indexed together. */
    private record Place(String triggerRef, Owner owner) {
        static Place of(IndexedRule rule) {
            return new Place(rule.triggerRef(), rule.owner());
        }
    }

    /** What changes at one place. */
    private record PlaceChange(
            List<EqualityIndex.Entry<IndexedRule>> gone, List<EqualityIndex.Entry<IndexedRule>> added) {
        PlaceChange() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private RuleIndex(
            SnapshotMap<RuleId, IndexedRule> byId,
            SnapshotMap<String, SnapshotMap<Owner, EqualityIndex<IndexedRule>>> byTrigger) {
        this.byId = byId;
        this.byTrigger = byTrigger;
    }

    public static RuleIndex of(Collection<IndexedRule> rules) {
        return EMPTY.with(Set.of(), rules);
    }

    /**
     * This index after a change; costs what the change costs, not what the index holds.
     *
     * @param gone rules that were deleted or disabled; those that are not here are ignored
     * @param changed rules that are new or different
     */
    public RuleIndex with(Collection<RuleId> gone, Collection<IndexedRule> changed) {
        Map<RuleId, IndexedRule> present = new LinkedHashMap<>();
        changed.forEach(rule -> present.put(rule.id(), rule));
        Set<RuleId> replaced = new HashSet<>(gone);
        replaced.addAll(present.keySet());
        Map<Place, PlaceChange> changes = new HashMap<>();
        for (RuleId id : replaced) {
            IndexedRule old = byId.get(id);
            if (old != null) {
                changes.computeIfAbsent(Place.of(old), _ -> new PlaceChange())
                        .gone()
                        .add(entry(old));
            }
        }
        for (IndexedRule rule : present.values()) {
            changes.computeIfAbsent(Place.of(rule), _ -> new PlaceChange())
                    .added()
                    .add(entry(rule));
        }
        var triggers = byTrigger;
        for (Map.Entry<Place, PlaceChange> change : changes.entrySet()) {
            triggers = changed(triggers, change.getKey(), change.getValue());
        }
        return new RuleIndex(byId.with(replaced, present), triggers);
    }

    private static SnapshotMap<String, SnapshotMap<Owner, EqualityIndex<IndexedRule>>> changed(
            SnapshotMap<String, SnapshotMap<Owner, EqualityIndex<IndexedRule>>> triggers,
            Place place,
            PlaceChange change) {
        var owners = triggers.getOrDefault(place.triggerRef(), SnapshotMap.empty());
        var index = owners.getOrDefault(place.owner(), EqualityIndex.empty()).with(change.gone(), change.added());
        var remaining = index.isEmpty() ? owners.without(place.owner()) : owners.with(place.owner(), index);
        return remaining.isEmpty()
                ? triggers.without(place.triggerRef())
                : triggers.with(place.triggerRef(), remaining);
    }

    private static EqualityIndex.Entry<IndexedRule> entry(IndexedRule rule) {
        return new EqualityIndex.Entry<>(rule, equalities(rule));
    }

    private static List<Equality> equalities(IndexedRule rule) {
        return switch (rule.criteria()) {
            case IndexedRule.Criteria.Compiled(Condition condition) ->
                condition.equalityKeys().stream()
                        .map(key -> new Equality(key.path(), key.value()))
                        .toList();
            // Never filtered out: each event is to show that the rule is broken.
            case IndexedRule.Criteria.Broken _ -> List.of();
        };
    }

    public int size() {
        return byId.size();
    }

    /**
     * The rules that an event for all rules of its trigger fires: those of its own tenant and of the system; an event of the system fires
     * those of every tenant (runtime.md §2 step 2).
     *
     * @param event the object that {@code event} and {@code trigger} name in conditions
     * @param scope what a rule's conditions can reach
     */
    public MatchOutcome match(String triggerRef, Owner owner, JsonNode event, Function<IndexedRule, Scope> scope) {
        List<IndexedRule> candidates = new ArrayList<>();
        SnapshotMap<Owner, EqualityIndex<IndexedRule>> owners = byTrigger.getOrDefault(triggerRef, SnapshotMap.empty());
        if (owner.isPlatform()) {
            owners.forEach((_, index) -> index.candidates(event, candidates::add));
        } else {
            for (Owner rulesOf : List.of(owner, new Owner.Platform())) {
                EqualityIndex<IndexedRule> index = owners.get(rulesOf);
                if (index != null) {
                    index.candidates(event, candidates::add);
                }
            }
        }
        return evaluate(candidates, scope);
    }

    /**
     * What the one rule says that an event is addressed to. Such an event never fires another rule: not when its own is gone, disabled, or
     * has another trigger by now (FIX-7), nor when it is another tenant's.
     */
    public MatchOutcome matchAddressed(
            RuleId addressee, String triggerRef, Owner owner, Function<IndexedRule, Scope> scope) {
        IndexedRule rule = byId.get(addressee);
        boolean reachable = rule != null
                && rule.triggerRef().equals(triggerRef)
                && (owner.isPlatform()
                        || rule.owner().isPlatform()
                        || rule.owner().equals(owner));
        return reachable ? evaluate(List.of(rule), scope) : MatchOutcome.NONE;
    }

    private static MatchOutcome evaluate(List<IndexedRule> candidates, Function<IndexedRule, Scope> scope) {
        if (candidates.isEmpty()) {
            return MatchOutcome.NONE;
        }
        List<IndexedRule> ordered = new ArrayList<>(candidates);
        ordered.sort(Comparator.comparingLong(rule -> rule.id().value()));
        List<IndexedRule> matched = new ArrayList<>();
        List<MatchOutcome.Failure> failed = new ArrayList<>();
        for (IndexedRule rule : ordered) {
            switch (rule.criteria()) {
                case IndexedRule.Criteria.Compiled(Condition condition) -> {
                    try {
                        if (condition.test(scope.apply(rule))) {
                            matched.add(rule);
                        }
                    } catch (ExpressionException e) {
                        failed.add(new MatchOutcome.Failure(rule, e.explanation()));
                    }
                }
                case IndexedRule.Criteria.Broken(String message) -> failed.add(new MatchOutcome.Failure(rule, message));
            }
        }
        return new MatchOutcome(matched, failed);
    }
}
