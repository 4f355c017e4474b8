package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.expression.function.Budget;
import io.attune.expression.function.Regex;
import io.attune.expression.function.ValueError;
import io.attune.expression.function.Values;
import io.attune.expression.syntax.Printer;
import io.attune.model.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One element of a list of conditions: a field of the payload, an operator, a value (expressions.md §8). Never fails: values of the
 * wrong type do not fulfil it.
 *
 * @param path member names from the payload on
 * @param regex of the operator {@code matches}, else null
 */
record FieldTest(
        List<String> path,
        FieldOperator operator,
        JsonNode value,
        @Nullable Regex regex) {
    static FieldTest compile(JsonNode element, String place) {
        if (!element.isObject()) {
            throw Condition.refused("a condition is an object {field, operator, value}", null, element, place);
        }
        String field = text(element, "field", place);
        String name = text(element, "operator", place);
        FieldOperator operator = FieldOperator.named(name).orElseThrow(() -> unknown(name, element, place));
        JsonNode value = element.get("value");
        boolean presence = operator == FieldOperator.EXISTS || operator == FieldOperator.NOT_EXISTS;
        if (value == null && !presence) {
            throw Condition.refused("the operator " + name + " needs a value", null, element, place + ".value");
        }
        JsonNode wanted = value == null ? NullNode.getInstance() : value;
        operator.refuse(wanted).ifPresent(reason -> {
            throw Condition.refused(reason, null, element, place + ".value");
        });
        Regex regex = operator == FieldOperator.MATCHES ? regex(wanted, element, place) : null;
        return new FieldTest(List.of(field.split("\\.", -1)), operator, wanted, regex);
    }

    private static String text(JsonNode element, String member, String place) {
        JsonNode value = element.get(member);
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            throw Condition.refused(
                    "a condition needs a " + member + ", as a string", null, element, place + "." + member);
        }
        return value.textValue();
    }

    private static ExpressionSyntaxException unknown(String name, JsonNode element, String place) {
        String hint = Spelling.nearest(name, FieldOperator.names())
                .map(near -> "did you mean '" + near + "'?")
                .orElse("one of " + String.join(", ", FieldOperator.names()));
        return Condition.refused("unknown operator '" + name + "'", hint, element, place + ".operator");
    }

    private static Regex regex(JsonNode pattern, JsonNode element, String place) {
        try {
            return Regex.compile(pattern.textValue(), new Budget());
        } catch (ValueError cause) {
            throw Condition.refused(cause.message(), cause.hint(), element, place + ".value");
        }
    }

    boolean holds(JsonNode payload) {
        JsonNode found = found(payload);
        if (Values.isUndefined(found)) {
            return operator == FieldOperator.NOT_EXISTS;
        }
        try {
            Budget budget = new Budget();
            return regex == null
                    ? operator.holds(found, value, budget)
                    : found.isTextual() && regex.isFoundIn(found.textValue(), budget);
        } catch (ValueError _) {
            return false;
        }
    }

    private JsonNode found(JsonNode payload) {
        JsonNode value = payload;
        for (String name : path) {
            value = value.isObject() ? value.path(name) : Values.UNDEFINED;
        }
        return value;
    }

    Trace trace(JsonNode payload) {
        JsonNode found = found(payload);
        String name = String.join(".", path);
        String because = Values.isUndefined(found) ? name + " is undefined" : name + " was " + Trace.shown(found);
        return Trace.of(toString(), holds(payload), because, List.of());
    }

    /** An equality with a scalar can be hashed. */
    Optional<EqualityKey> equalityKey() {
        if (operator != FieldOperator.EQUALS || value.isContainerNode()) {
            return Optional.empty();
        }
        List<String> fromEvent = new ArrayList<>(List.of("payload"));
        fromEvent.addAll(path);
        return Optional.of(new EqualityKey(fromEvent, value));
    }

    @Override
    public String toString() {
        boolean presence = operator == FieldOperator.EXISTS || operator == FieldOperator.NOT_EXISTS;
        return String.join(".", path) + " " + operator.symbol() + (presence ? "" : " " + Printer.literal(value));
    }
}
