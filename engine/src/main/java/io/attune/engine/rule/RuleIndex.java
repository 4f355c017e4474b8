package io.attune.engine.rule;

import com.fasterxml.jackson.databind.JsonNode;
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
    public static final RuleIndex EMPTY = new RuleIndex(Map.of(), Map.of());

    private final Map<RuleId, IndexedRule> byId;
    private final Map<String, Map<Owner, EqualityIndex<IndexedRule>>> byTrigger;

    /** Rules of one trigger and one owner are indexed together. */
    private record Place(String triggerRef, Owner owner) {
        static Place of(IndexedRule rule) {
            return new Place(rule.triggerRef(), rule.owner());
        }
    }

    private RuleIndex(Map<RuleId, IndexedRule> byId, Map<String, Map<Owner, EqualityIndex<IndexedRule>>> byTrigger) {
        this.byId = byId;
        this.byTrigger = byTrigger;
    }

    public static RuleIndex of(Collection<IndexedRule> rules) {
        return EMPTY.with(Set.of(), rules);
    }

    /**
     * This index after a change.
     *
     * @param gone rules that were deleted or disabled
     * @param changed rules that are new or different
     */
    public RuleIndex with(Collection<RuleId> gone, Collection<IndexedRule> changed) {
        if (gone.isEmpty() && changed.isEmpty()) {
            return this;
        }
        Map<RuleId, IndexedRule> rules = new HashMap<>(byId);
        Set<Place> touched = new HashSet<>();
        for (RuleId id : gone) {
            IndexedRule old = rules.remove(id);
            if (old != null) {
                touched.add(Place.of(old));
            }
        }
        for (IndexedRule rule : changed) {
            IndexedRule old = rules.put(rule.id(), rule);
            if (old != null) {
                touched.add(Place.of(old));
            }
            touched.add(Place.of(rule));
        }
        Map<Place, List<IndexedRule>> affected = new HashMap<>();
        for (IndexedRule rule : rules.values()) {
            Place place = Place.of(rule);
            if (touched.contains(place)) {
                affected.computeIfAbsent(place, _ -> new ArrayList<>()).add(rule);
            }
        }
        Map<String, Map<Owner, EqualityIndex<IndexedRule>>> triggers = new HashMap<>(byTrigger);
        for (Place place : touched) {
            Map<Owner, EqualityIndex<IndexedRule>> owners =
                    new HashMap<>(triggers.getOrDefault(place.triggerRef(), Map.of()));
            List<IndexedRule> remaining = affected.getOrDefault(place, List.of());
            if (remaining.isEmpty()) {
                owners.remove(place.owner());
            } else {
                owners.put(place.owner(), indexed(remaining));
            }
            triggers.put(place.triggerRef(), owners);
        }
        triggers.values().removeIf(Map::isEmpty);
        return new RuleIndex(rules, triggers);
    }

    private static EqualityIndex<IndexedRule> indexed(List<IndexedRule> rules) {
        return EqualityIndex.of(rules.stream()
                .map(rule -> new EqualityIndex.Entry<>(rule, equalities(rule)))
                .toList());
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
        Map<Owner, EqualityIndex<IndexedRule>> owners = byTrigger.getOrDefault(triggerRef, Map.of());
        if (owner.isPlatform()) {
            owners.values().forEach(index -> index.candidates(event, candidates::add));
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
