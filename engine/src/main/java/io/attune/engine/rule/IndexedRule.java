package io.attune.engine.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.Condition;
import io.attune.expression.ExpressionException;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;

/** An enabled rule with its conditions compiled. */
public record IndexedRule(RuleId id, String ref, Owner owner, String triggerRef, Criteria criteria) {
    /** What decides. */
    public sealed interface Criteria {
        /** Conditions that can be evaluated. */
        record Compiled(Condition condition) implements Criteria {}

        /** Conditions that were stored although nobody can read them: they never hold, and say so for each event (FIX-3). */
        record Broken(String message) implements Criteria {}
    }

    /** @param conditions in any of the shapes of expressions.md §8 */
    public static IndexedRule of(RuleId id, String ref, Owner owner, String triggerRef, JsonNode conditions) {
        Criteria criteria;
        try {
            criteria = new Criteria.Compiled(Condition.compile(conditions));
        } catch (ExpressionException e) {
            criteria = new Criteria.Broken("the conditions of the rule cannot be read: " + e.explanation());
        }
        return new IndexedRule(id, ref, owner, triggerRef, criteria);
    }
}
