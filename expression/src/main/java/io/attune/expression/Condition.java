package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The condition of a rule in any of its shapes (expressions.md §8, design D1): nothing, criteria text, {@code {"expression": …}}, or a
 * list of {@code {field, operator, value}}. Compiled once, tested for every event by any number of threads.
 */
public abstract sealed class Condition {
    private Condition() {}

    /**
     * @param conditions null, a JSON null, {@code {}} and {@code []} always hold; a text is criteria
     * @throws ExpressionSyntaxException when it has none of the shapes, names an unknown operator, or holds a text that is no expression
     */
    public static Condition compile(@Nullable JsonNode conditions) {
        if (conditions == null || conditions.isNull() || conditions.isMissingNode()) {
            return new FieldList(List.of());
        }
        if (conditions.isTextual()) {
            return new Criteria(Expression.compile(conditions.textValue()));
        }
        if (conditions.isArray()) {
            return fields(conditions);
        }
        if (conditions.isObject() && conditions.isEmpty()) {
            return new FieldList(List.of());
        }
        JsonNode expression = conditions.get("expression");
        if (conditions.size() != 1 || expression == null) {
            throw refused(
                    "conditions are an expression or a list of {field, operator, value}",
                    "write {\"expression\": \"trigger.payload.level == 'error'\"}",
                    conditions,
                    "");
        }
        if (!expression.isTextual()) {
            throw refused("the expression must be a string", null, conditions, "expression");
        }
        try {
            return new Criteria(Expression.compile(expression.textValue()));
        } catch (ExpressionSyntaxException problem) {
            throw problem.in("expression");
        }
    }

    private static Condition fields(JsonNode conditions) {
        List<FieldTest> tests = new ArrayList<>(conditions.size());
        for (int i = 0; i < conditions.size(); i++) {
            tests.add(FieldTest.compile(conditions.get(i), "[" + i + "]"));
        }
        return new FieldList(tests);
    }

    static ExpressionSyntaxException refused(String message, @Nullable String hint, JsonNode found, String field) {
        return new ExpressionSyntaxException(message, 0, hint, found.toString(), field);
    }

    /**
     * Whether it holds for the event of a scope; see {@link Scope#ofEvent}.
     *
     * @throws ExpressionException when it cannot be evaluated, which counts as not holding (expressions.md §1.1)
     */
    public abstract boolean test(Scope scope);

    /** Whether it holds, and why; errors become part of the trace. */
    public abstract Trace trace(Scope scope);

    /** Equalities without which it cannot hold; empty when nothing can be told. */
    public abstract List<EqualityKey> equalityKeys();

    /** What it starts from that does not exist, for checks when it is saved. */
    public abstract List<ExpressionSyntaxException> unknown(Vocabulary vocabulary);

    private static final class Criteria extends Condition {
        private final Expression expression;
        private final List<EqualityKey> keys;

        Criteria(Expression expression) {
            this.expression = expression;
            this.keys = EqualityKeys.of(expression.tree());
        }

        @Override
        public boolean test(Scope scope) {
            return expression.test(scope, Mode.CRITERIA);
        }

        @Override
        public Trace trace(Scope scope) {
            return expression.trace(scope, Mode.CRITERIA);
        }

        @Override
        public List<EqualityKey> equalityKeys() {
            return keys;
        }

        @Override
        public List<ExpressionSyntaxException> unknown(Vocabulary vocabulary) {
            return vocabulary.unknown(expression);
        }

        @Override
        public String toString() {
            return expression.source();
        }
    }

    private static final class FieldList extends Condition {
        private final List<FieldTest> tests;

        FieldList(List<FieldTest> tests) {
            this.tests = List.copyOf(tests);
        }

        @Override
        public boolean test(Scope scope) {
            JsonNode payload = payload(scope);
            for (FieldTest test : tests) {
                if (!test.holds(payload)) {
                    return false;
                }
            }
            return true;
        }

        private static JsonNode payload(Scope scope) {
            JsonNode event = scope.lookup("event");
            JsonNode payload = event == null ? null : event.get("payload");
            return payload == null ? NullNode.getInstance() : payload;
        }

        @Override
        public Trace trace(Scope scope) {
            JsonNode payload = payload(scope);
            List<Trace> parts = tests.stream().map(test -> test.trace(payload)).toList();
            boolean holds = tests.stream().allMatch(test -> test.holds(payload));
            if (parts.size() == 1) {
                return parts.getFirst();
            }
            return Trace.of(toString(), holds, tests.isEmpty() ? "there are no conditions" : "", parts);
        }

        @Override
        public List<EqualityKey> equalityKeys() {
            return tests.stream().flatMap(test -> test.equalityKey().stream()).toList();
        }

        @Override
        public List<ExpressionSyntaxException> unknown(Vocabulary vocabulary) {
            return List.of();
        }

        @Override
        public String toString() {
            return tests.isEmpty()
                    ? "always"
                    : tests.stream().map(FieldTest::toString).collect(Collectors.joining(" and "));
        }
    }
}
