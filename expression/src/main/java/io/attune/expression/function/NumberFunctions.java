package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** Functions of numbers (expressions.md §6). */
final class NumberFunctions {
    private static final int MOST_DIGITS = 300;

    private NumberFunctions() {}

    static List<BuiltIn> all() {
        return List.of(
                BuiltIn.of("abs", "number", call -> Numbers.absolute(call.number(0))),
                BuiltIn.of("floor", "number", call -> Numbers.round(call.number(0), 0, RoundingMode.FLOOR)),
                BuiltIn.of("ceil", "number", call -> Numbers.round(call.number(0), 0, RoundingMode.CEILING)),
                BuiltIn.of("round", "number digits? method?", NumberFunctions::round),
                BuiltIn.of("multiply", "number by", call -> Numbers.multiply(call.number(0), call.number(1))),
                BuiltIn.of("min", "a b? attribute?", call -> extreme(call, -1)),
                BuiltIn.of("max", "a b? attribute?", call -> extreme(call, 1)),
                BuiltIn.of("sum", "list attribute? start?", NumberFunctions::sum),
                BuiltIn.of("range", "start end? step?", NumberFunctions::range));
    }

    private static JsonNode round(Invocation call) {
        RoundingMode mode = switch (call.text(2, "common").toLowerCase(Locale.ROOT)) {
            case "common" -> RoundingMode.HALF_UP;
            case "ceil" -> RoundingMode.CEILING;
            case "floor" -> RoundingMode.FLOOR;
            default -> throw new ValueError("round: the method is 'common', 'ceil' or 'floor'");
        };
        int digits = call.integer(1, 0);
        if (Math.abs((long) digits) > MOST_DIGITS) {
            throw new ValueError("round: at most " + MOST_DIGITS + " digits");
        }
        return Numbers.round(call.number(0), digits, mode);
    }

    /** Of two values, or of the elements of one array. */
    private static JsonNode extreme(Invocation call, int sign) {
        if (call.has(1)) {
            boolean numbers = call.value(0).isNumber() && call.value(1).isNumber();
            boolean texts = call.value(0).isTextual() && call.value(1).isTextual();
            if (!numbers && !texts) {
                throw new ValueError("min and max take two numbers or two strings, not "
                        + Values.described(call.value(0)) + " and " + Values.described(call.value(1)));
            }
            return Values.compare(call.value(1), call.value(0), call.budget()) * sign > 0
                    ? call.value(1)
                    : call.value(0);
        }
        JsonNode best = Values.UNDEFINED;
        JsonNode bestKey = Values.UNDEFINED;
        for (JsonNode element : call.list(0)) {
            JsonNode key = call.has(2) ? SelectionFunctions.attribute(element, call.text(2), call.budget()) : element;
            if (Values.isUndefined(key)) {
                throw new ValueError("an element has no member of that name");
            }
            if (Values.isUndefined(best) || Values.compare(key, bestKey, call.budget()) * sign > 0) {
                best = element;
                bestKey = key;
            }
        }
        return best;
    }

    private static JsonNode sum(Invocation call) {
        JsonNode total = call.has(2) ? call.number(2) : Numbers.of(0);
        for (JsonNode element : call.list(0)) {
            JsonNode summand =
                    call.has(1) ? SelectionFunctions.attribute(element, call.text(1), call.budget()) : element;
            if (!summand.isNumber()) {
                throw new ValueError("sum: the elements must be numbers, not " + Values.described(summand));
            }
            total = Numbers.add(total, summand);
        }
        return total;
    }

    private static JsonNode range(Invocation call) {
        long start = call.has(1) ? call.integer(0) : 0;
        long end = call.has(1) ? call.integer(1) : call.integer(0);
        long step = call.integer(2, 1);
        if (step == 0) {
            throw new ValueError("range: the step cannot be zero");
        }
        long count = Math.max(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -step);
        call.budget().steps(count);
        call.budget().create(count);
        ArrayNode numbers = Values.array();
        for (long i = 0; i < count; i++) {
            numbers.add(Numbers.of(start + i * step));
        }
        return numbers;
    }
}
