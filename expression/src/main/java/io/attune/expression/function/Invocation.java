package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of one call of a built-in function, by the places of its parameters. */
public final class Invocation {
    private final BuiltIn function;
    private final @Nullable JsonNode[] arguments;
    private final Map<String, JsonNode> named;
    private final Budget budget;

    /**
     * @param arguments one per parameter of the function; null where an optional one was not given
     * @param named arguments of free names, for functions that take such
     */
    public Invocation(BuiltIn function, @Nullable JsonNode[] arguments, Map<String, JsonNode> named, Budget budget) {
        this.function = function;
        this.arguments = arguments;
        this.named = named;
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    Map<String, JsonNode> named() {
        return named;
    }

    String name() {
        return function.name();
    }

    /** Whether the argument was given, be it as null. */
    boolean given(int place) {
        return arguments[place] != null;
    }

    /** Whether the argument was given, and not as null. */
    boolean has(int place) {
        JsonNode value = arguments[place];
        return value != null && !value.isNull();
    }

    JsonNode value(int place) {
        JsonNode value = arguments[place];
        if (value == null) {
            throw new ValueError(function.name() + " needs the argument '" + function.parameter(place) + "'");
        }
        return value;
    }

    String text(int place) {
        JsonNode value = value(place);
        if (!value.isTextual()) {
            throw wrong(place, "a string");
        }
        // Looking at each character once is the least that a text function does.
        budget.steps(value.textValue().length() / 16);
        return value.textValue();
    }

    String text(int place, String otherwise) {
        return has(place) ? text(place) : otherwise;
    }

    JsonNode list(int place) {
        JsonNode value = value(place);
        if (!value.isArray()) {
            throw wrong(place, "an array");
        }
        budget.steps(value.size());
        return value;
    }

    JsonNode object(int place) {
        JsonNode value = value(place);
        if (!value.isObject()) {
            throw wrong(place, "an object");
        }
        budget.steps(value.size());
        return value;
    }

    JsonNode number(int place) {
        JsonNode value = value(place);
        if (!value.isNumber()) {
            throw wrong(place, "a number");
        }
        return value;
    }

    /** An integer that fits 32 bits; larger ones are clamped, since no value is that long. */
    int integer(int place) {
        JsonNode value = value(place);
        if (!value.isIntegralNumber()) {
            throw wrong(place, "an integer");
        }
        return value.canConvertToInt()
                ? value.intValue()
                : value.bigIntegerValue().signum() > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    }

    int integer(int place, int otherwise) {
        return has(place) ? integer(place) : otherwise;
    }

    boolean flag(int place) {
        return has(place) && Values.truth(value(place));
    }

    ValueError wrong(int place, String expected) {
        return new ValueError(function.name() + ": '" + function.parameter(place) + "' must be " + expected + ", not "
                + Values.described(value(place)));
    }

    /** A finished text, counted against the budget. */
    JsonNode created(String text) {
        budget.create(text.length());
        return Values.text(text);
    }

    /** Elements of an array, letters of a string, names of an object: what Jinja2 iterates over. */
    List<JsonNode> elements(int place) {
        JsonNode value = value(place);
        budget.steps(value.size());
        if (value.isArray()) {
            return List.copyOf(value.valueStream().toList());
        }
        if (value.isTextual()) {
            budget.create(value.textValue().length());
            return value.textValue()
                    .codePoints()
                    .mapToObj(letter -> Values.text(Character.toString(letter)))
                    .toList();
        }
        if (value.isObject()) {
            return value.propertyStream()
                    .map(member -> Values.text(member.getKey()))
                    .toList();
        }
        throw wrong(place, "an array");
    }
}
