package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions that pick elements or parts of them: map, filter, select and their kin (expressions.md §4.1). */
final class SelectionFunctions {
    private SelectionFunctions() {}

    static List<BuiltIn> all() {
        return List.of(
                BuiltIn.of("map", "list filter? argument? second? attribute? default?", SelectionFunctions::map),
                BuiltIn.of("filter", "list **", SelectionFunctions::filter),
                BuiltIn.of("select", "list test? argument?", call -> select(call, true)),
                BuiltIn.of("reject", "list test? argument?", call -> select(call, false)),
                BuiltIn.of("selectattr", "list attribute test? argument?", call -> selectByAttribute(call, true)),
                BuiltIn.of("rejectattr", "list attribute test? argument?", call -> selectByAttribute(call, false)));
    }

    /** A member by a dotted path, in which digits index arrays; undefined when absent. */
    static JsonNode attribute(JsonNode element, String path, Budget budget) {
        JsonNode value = element;
        for (String name : path.split("\\.", -1)) {
            budget.step();
            boolean index = value.isArray()
                    && !name.isEmpty()
                    && name.length() < 10
                    && name.chars().allMatch(c -> c >= '0' && c <= '9');
            JsonNode next = index ? value.get(Integer.parseInt(name)) : value.get(name);
            if (next == null) {
                return Values.UNDEFINED;
            }
            value = next;
        }
        return value;
    }

    private static JsonNode map(Invocation call) {
        ArrayNode result = Values.array();
        if (!call.given(4) && !call.given(1)) {
            throw new ValueError("map needs a filter or an attribute", "write map(attribute='name') or map('upper')");
        }
        for (JsonNode element : call.elements(0)) {
            call.budget().create(1);
            JsonNode mapped = call.given(4)
                    ? member(call, element)
                    : Library.call(call.text(1), arguments(call, element), call.budget());
            // An undefined element, as of map('first') over an empty array, is null: JSON knows no other.
            result.add(Values.isUndefined(mapped) ? NullNode.getInstance() : mapped);
        }
        return result;
    }

    private static JsonNode member(Invocation call, JsonNode element) {
        JsonNode value = attribute(element, call.text(4), call.budget());
        if (!Values.isUndefined(value)) {
            return value;
        }
        if (!call.given(5)) {
            throw new ValueError(
                    "map: an element has no member of that name", "give a default: map(attribute='…', default=…)");
        }
        return call.value(5);
    }

    private static List<JsonNode> arguments(Invocation call, JsonNode element) {
        List<JsonNode> arguments = new ArrayList<>(List.of(element));
        for (int place = 2; place <= 3 && call.given(place); place++) {
            arguments.add(call.value(place));
        }
        return arguments;
    }

    private static JsonNode filter(Invocation call) {
        if (call.named().isEmpty()) {
            throw new ValueError("filter needs a condition", "write filter(name=value)");
        }
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode element : call.list(0)) {
            boolean all = true;
            for (Map.Entry<String, JsonNode> wanted : call.named().entrySet()) {
                JsonNode member = attribute(element, wanted.getKey(), call.budget());
                all &= Values.equal(member, wanted.getValue(), call.budget());
            }
            if (all) {
                kept.add(element);
            }
        }
        return ListFunctions.array(call, kept);
    }

    private static JsonNode select(Invocation call, boolean wanted) {
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode element : call.elements(0)) {
            if (holds(call, 1, element) == wanted) {
                kept.add(element);
            }
        }
        return ListFunctions.array(call, kept);
    }

    private static JsonNode selectByAttribute(Invocation call, boolean wanted) {
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode element : call.elements(0)) {
            if (holds(call, 2, attribute(element, call.text(1), call.budget())) == wanted) {
                kept.add(element);
            }
        }
        return ListFunctions.array(call, kept);
    }

    /** The test named by one argument with the next as its own; truth when none is named. */
    private static boolean holds(Invocation call, int place, JsonNode value) {
        if (!call.given(place)) {
            return Values.truth(value);
        }
        List<JsonNode> given = call.given(place + 1) ? List.of(call.value(place + 1)) : List.of();
        boolean undefinedFails = Values.isUndefined(value)
                && !call.text(place).equals("defined")
                && !call.text(place).equals("undefined");
        return !undefinedFails && Library.holds(testName(call.text(place)), value, given, call.budget());
    }

    /** In this place Jinja2 takes operators as test names. */
    private static String testName(String name) {
        return switch (name) {
            case "==" -> "eq";
            case "!=" -> "ne";
            case "<" -> "lt";
            case "<=" -> "le";
            case ">" -> "gt";
            case ">=" -> "ge";
            default -> name;
        };
    }
}
