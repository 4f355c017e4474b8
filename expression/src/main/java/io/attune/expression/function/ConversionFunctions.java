package io.attune.expression.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.util.List;

/** Functions from one type to another (expressions.md §6). */
final class ConversionFunctions {
    private static final Pattern NUMERIC = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern INTEGRAL = Pattern.compile("[+-]?[0-9]+");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Digits of the widest integer, roughly; longer texts are no numbers of ours. */
    private static final int LONGEST_NUMBER = 400;

    private ConversionFunctions() {}

    static List<BuiltIn> all() {
        return List.of(
                BuiltIn.of(
                        "string",
                        "value",
                        call -> call.value(0).isTextual()
                                ? call.value(0)
                                : Values.text(Values.spelled(call.value(0), call.budget()))),
                BuiltIn.of("number", "value", ConversionFunctions::number),
                BuiltIn.of("float", "value", call -> Numbers.of(number(call).doubleValue())),
                BuiltIn.of("int", "value", ConversionFunctions::integer),
                BuiltIn.of("bool", "value", call -> BooleanNode.valueOf(Values.truth(call.value(0)))),
                BuiltIn.of("type_of", "value", call -> Values.text(Values.type(call.value(0)))),
                BuiltIn.of("length", "value", call -> Numbers.of(Values.length(call.value(0)))),
                BuiltIn.of("to_json", "value indent?", ConversionFunctions::toJson),
                BuiltIn.of("tojson", "value indent?", ConversionFunctions::toJson),
                BuiltIn.of("from_json", "text", ConversionFunctions::fromJson),
                BuiltIn.of("default", "value otherwise boolean?", ConversionFunctions::otherwise),
                BuiltIn.of("d", "value otherwise boolean?", ConversionFunctions::otherwise));
    }

    private static JsonNode number(Invocation call) {
        JsonNode value = call.value(0);
        if (value.isNumber()) {
            return value;
        }
        if (value.isBoolean()) {
            return Numbers.of(value.booleanValue() ? 1.0 : 0.0);
        }
        return Numbers.of(Double.parseDouble(numericText(call)));
    }

    private static JsonNode integer(Invocation call) {
        JsonNode value = call.value(0);
        if (value.isIntegralNumber()) {
            return value;
        }
        if (value.isNumber()) {
            return Numbers.of(Numbers.decimal(value).toBigInteger());
        }
        if (value.isBoolean()) {
            return Numbers.of(value.booleanValue() ? 1 : 0);
        }
        String text = numericText(call);
        if (INTEGRAL.matches(text)) {
            return Numbers.of(new BigDecimal(text).toBigInteger());
        }
        return Numbers.of(Numbers.decimal(Numbers.of(Double.parseDouble(text))).toBigInteger());
    }

    private static String numericText(Invocation call) {
        if (!call.value(0).isTextual()) {
            throw call.wrong(0, "a number, a numeric string or a boolean");
        }
        String text = call.text(0).strip();
        if (text.length() > LONGEST_NUMBER || !NUMERIC.matches(text)) {
            throw new ValueError("the string does not hold a number");
        }
        return text;
    }

    private static JsonNode toJson(Invocation call) {
        JsonNode value = call.value(0);
        boolean indented = call.has(1);
        return call.created(indented ? value.toPrettyString() : value.toString());
    }

    private static JsonNode fromJson(Invocation call) {
        String text = call.text(0);
        call.budget().create(text.length());
        try {
            JsonNode value = MAPPER.reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            if (value.isMissingNode()) {
                throw new ValueError("from_json: the string is empty");
            }
            return value;
        } catch (JsonProcessingException cause) {
            throw new ValueError("from_json: the string is not JSON (line "
                    + cause.getLocation().getLineNr() + ", column "
                    + cause.getLocation().getColumnNr() + ")");
        }
    }

    /** With a third argument that is true, other empty values are replaced as well, as in Jinja2. */
    private static JsonNode otherwise(Invocation call) {
        JsonNode value = call.value(0);
        boolean replaced = Values.isUndefined(value) || value.isNull() || (call.flag(2) && !Values.truth(value));
        return replaced ? call.value(1) : value;
    }
}
