package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.expression.Condition;
import io.attune.expression.ExpressionSyntaxException;
import io.attune.expression.Vocabulary;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import org.jspecify.annotations.Nullable;

/**
 * The two spellings of a rule's condition: {@code criteria}, a text, and {@code conditions}, any shape of expressions.md §8 (D1). What is
 * stored is always in the form of {@code conditions}.
 */
final class Conditions {
    private static final String EXPRESSION = "expression";

    private Conditions() {}

    /** Reports a condition that cannot be meant, and two spellings that mean different things. */
    static void check(FieldChecks checks, @Nullable JsonNode conditions, @Nullable String criteria) {
        var document = Given.json(conditions);
        if (document != null && criteria != null && !stored(document).equals(ofCriteria(criteria))) {
            checks.finding("criteria", "says something else than conditions; send one of the two");
        }
        if (document != null) {
            compile(checks, "conditions", document);
        } else if (criteria != null) {
            compile(checks, "criteria", ofCriteria(criteria));
        }
    }

    private static void compile(FieldChecks checks, String field, JsonNode conditions) {
        try {
            Condition.compile(stored(conditions))
                    .unknown(Vocabulary.RULES)
                    .forEach(problem -> checks.finding(field, problem.explanation()));
        } catch (ExpressionSyntaxException problem) {
            checks.finding(field, problem.explanation().replace("(" + EXPRESSION + ", ", "("));
        }
    }

    /** What a request asks to store; null when it says nothing about the condition. */
    static @Nullable JsonNode given(@Nullable JsonNode conditions, @Nullable String criteria) {
        var document = Given.json(conditions);
        if (document != null) {
            return stored(document);
        }
        return criteria == null ? null : ofCriteria(criteria);
    }

    private static JsonNode stored(JsonNode conditions) {
        if (conditions.isTextual()) {
            return ofCriteria(conditions.textValue());
        }
        if (conditions.size() == 1 && conditions.path(EXPRESSION).isTextual()) {
            return ofCriteria(conditions.path(EXPRESSION).textValue());
        }
        return conditions;
    }

    private static JsonNode ofCriteria(String criteria) {
        var conditions = JsonNodeFactory.instance.objectNode();
        return criteria.isBlank() ? conditions : conditions.put(EXPRESSION, criteria);
    }

    /** The text form of a stored condition: empty for one that always holds, null for a list. */
    static @Nullable String criteria(JsonNode stored) {
        if (stored.isTextual()) {
            return stored.textValue();
        }
        if (stored.path(EXPRESSION).isTextual()) {
            return stored.path(EXPRESSION).textValue();
        }
        return stored.isObject() && stored.isEmpty() ? "" : null;
    }
}
