package io.attune.expression.compile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.attune.expression.ExpressionException;
import io.attune.expression.Scope;
import io.attune.expression.function.BuiltIn;
import io.attune.expression.function.Invocation;
import io.attune.expression.function.Regex;
import io.attune.expression.function.ValueError;
import io.attune.expression.function.ValueTest;
import io.attune.expression.function.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes of functions, filters and tests. */
final class Calls {
    private Calls() {}

    /** A built-in function; its arguments are evaluated before the call, in order. */
    static final class BuiltInNode extends Node {
        private final BuiltIn function;
        private final Node[] arguments;
        /** Per argument the place of its parameter, or -1. */
        private final int[] places;
        /** Per argument the name by which a free one is passed. */
        private final String[] names;
        /** Whether arguments may be undefined: only those of {@code default}. */
        private final boolean takesUndefined;

        BuiltInNode(
                BuiltIn function,
                Node[] arguments,
                int[] places,
                String[] names,
                boolean takesUndefined,
                int position) {
            super(position);
            this.function = function;
            this.arguments = arguments;
            this.places = places;
            this.names = names;
            this.takesUndefined = takesUndefined;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            @Nullable JsonNode[] values = new JsonNode[function.parameters().size()];
            Map<String, JsonNode> named = function.freeNames() ? new LinkedHashMap<>() : Map.of();
            for (int i = 0; i < arguments.length; i++) {
                JsonNode value = takesUndefined ? arguments[i].raw(evaluation) : arguments[i].value(evaluation);
                if (Values.isUndefined(value) && !takesUndefined) {
                    return Values.UNDEFINED;
                }
                if (places[i] >= 0) {
                    values[places[i]] = value;
                } else {
                    named.put(names[i], value);
                }
            }
            try {
                return function.body().apply(new Invocation(function, values, named, evaluation.budget()));
            } catch (ValueError cause) {
                throw error(cause);
            }
        }

        @Override
        ExpressionException undefined(Evaluation evaluation) {
            return takesUndefined
                    ? error("the default value is undefined as well", null)
                    : error(
                            function.name() + " has no result for an empty value",
                            "give it a value with  | default(…)");
        }
    }

    /** {@code match} with a pattern that is known when the expression is compiled. */
    static final class MatchNode extends Node {
        private final Regex regex;
        private final Node text;

        MatchNode(Regex regex, Node text, int position) {
            super(position);
            this.regex = regex;
            this.text = text;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode value = text.value(evaluation);
            if (Values.isUndefined(value)) {
                return value;
            }
            if (!value.isTextual()) {
                throw error("match: 'text' must be a string, not " + Values.described(value), null);
            }
            try {
                return BooleanNode.valueOf(regex.isFoundIn(value.textValue(), evaluation.budget()));
            } catch (ValueError cause) {
                throw error(cause);
            }
        }
    }

    /** A function that only the scope can answer, such as {@code now()} or {@code result()}. */
    static final class ScopeCallNode extends Node {
        private final String function;
        private final Node[] arguments;
        /** Per argument its name, or null for one by place. */
        private final @Nullable String[] names;

        ScopeCallNode(String function, Node[] arguments, @Nullable String[] names, int position) {
            super(position);
            this.function = function;
            this.arguments = arguments;
            this.names = names;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            Scope.ScopeFunction body = evaluation.scope().function(function);
            if (body == null) {
                throw error(function + "() is not available here", null);
            }
            List<JsonNode> positional = new ArrayList<>();
            Map<String, JsonNode> named = new LinkedHashMap<>();
            for (int i = 0; i < arguments.length; i++) {
                JsonNode value = arguments[i].value(evaluation);
                String name = names[i];
                if (name == null) {
                    positional.add(value);
                } else {
                    named.put(name, value);
                }
            }
            try {
                return body.call(positional, named);
            } catch (IllegalArgumentException cause) {
                throw error(function + "(): " + cause.getMessage(), null);
            }
        }
    }

    static final class TestNode extends Node {
        private final ValueTest test;
        private final Node operand;
        private final List<Node> arguments;
        private final boolean negated;
        /** Whether the operand may be undefined: for {@code defined} and {@code undefined} only. */
        private final boolean takesUndefined;

        TestNode(
                ValueTest test,
                Node operand,
                List<Node> arguments,
                boolean negated,
                boolean takesUndefined,
                int position) {
            super(position);
            this.test = test;
            this.operand = operand;
            this.arguments = arguments;
            this.negated = negated;
            this.takesUndefined = takesUndefined;
        }

        @Override
        JsonNode raw(Evaluation evaluation) {
            evaluation.budget().step();
            JsonNode value = takesUndefined ? operand.raw(evaluation) : operand.value(evaluation);
            List<JsonNode> given = new ArrayList<>(arguments.size());
            for (Node argument : arguments) {
                given.add(argument.value(evaluation));
            }
            if (!takesUndefined && (Values.isUndefined(value) || given.stream().anyMatch(Values::isUndefined))) {
                return BooleanNode.FALSE;
            }
            try {
                return BooleanNode.valueOf(test.holds(value, given, evaluation.budget()) != negated);
            } catch (ValueError cause) {
                throw error(cause);
            }
        }
    }
}
