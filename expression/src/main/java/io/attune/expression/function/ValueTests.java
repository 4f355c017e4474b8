package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The tests of {@code is} (expressions.md §4.1) with the meaning they have in Jinja2. */
final class ValueTests {
    private ValueTests() {}

    static Map<String, ValueTest> all() {
        Map<String, ValueTest> tests = new HashMap<>();
        unary(tests, "defined", value -> !Values.isUndefined(value));
        unary(tests, "undefined", Values::isUndefined);
        unary(tests, "none", JsonNode::isNull);
        unary(tests, "null", JsonNode::isNull);
        unary(tests, "true", value -> value.isBoolean() && value.booleanValue());
        unary(tests, "false", value -> value.isBoolean() && !value.booleanValue());
        unary(tests, "boolean", JsonNode::isBoolean);
        unary(tests, "string", JsonNode::isTextual);
        // In Jinja2 true and false are numbers; here they are not, as they equal none (D20).
        unary(tests, "number", JsonNode::isNumber);
        unary(tests, "integer", JsonNode::isIntegralNumber);
        unary(tests, "float", value -> value.isNumber() && !value.isIntegralNumber());
        unary(tests, "mapping", JsonNode::isObject);
        unary(tests, "sequence", value -> value.isContainerNode() || value.isTextual());
        unary(tests, "iterable", value -> value.isContainerNode() || value.isTextual());
        unary(tests, "lower", value -> isCase(value, false));
        unary(tests, "upper", value -> isCase(value, true));
        unary(tests, "odd", value -> remainder(value, Numbers.of(2)) != 0);
        unary(tests, "even", value -> remainder(value, Numbers.of(2)) == 0);
        binary(tests, "divisibleby", (value, by, _) -> remainder(value, by) == 0);
        for (String name : List.of("eq", "equalto", "sameas")) {
            binary(tests, name, Values::equal);
        }
        binary(tests, "ne", (value, other, budget) -> !Values.equal(value, other, budget));
        for (String name : List.of("lt", "lessthan")) {
            binary(tests, name, (value, other, budget) -> Values.compare(value, other, budget) < 0);
        }
        for (String name : List.of("gt", "greaterthan")) {
            binary(tests, name, (value, other, budget) -> Values.compare(value, other, budget) > 0);
        }
        binary(tests, "le", (value, other, budget) -> Values.compare(value, other, budget) <= 0);
        binary(tests, "ge", (value, other, budget) -> Values.compare(value, other, budget) >= 0);
        binary(tests, "in", (value, list, budget) -> Values.contains(list, value, budget));
        return Map.copyOf(tests);
    }

    private interface Pair {
        boolean holds(JsonNode operand, JsonNode argument, Budget budget);
    }

    private static void unary(Map<String, ValueTest> tests, String name, Predicate<JsonNode> test) {
        tests.put(name, new ValueTest(0, (operand, _, _) -> test.test(operand)));
    }

    private static void binary(Map<String, ValueTest> tests, String name, Pair test) {
        tests.put(name, new ValueTest(1, (operand, given, budget) -> test.holds(operand, given.getFirst(), budget)));
    }

    private static double remainder(JsonNode value, JsonNode by) {
        if (!value.isNumber() || !by.isNumber()) {
            throw new ValueError(
                    "odd, even and divisibleby need numbers, not " + Values.described(value.isNumber() ? by : value));
        }
        return Numbers.remainder(value, by).doubleValue();
    }

    /** Has a cased letter, and none of the other case. */
    private static boolean isCase(JsonNode value, boolean upper) {
        if (!value.isTextual()) {
            return false;
        }
        String text = value.textValue();
        String wanted = upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
        String other = upper ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
        return text.equals(wanted) && !text.equals(other);
    }
}
