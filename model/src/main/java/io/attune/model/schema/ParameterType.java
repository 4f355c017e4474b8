package io.attune.model.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.WireEnum;

/** What a parameter may hold (packs.md §4). */
public enum ParameterType implements WireEnum {
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    ARRAY,
    OBJECT;

    /** Whether {@code value} is of this type. Nothing is converted: {@code "8080"} is no integer; {@code 3.0} is one. */
    public boolean accepts(JsonNode value) {
        return switch (this) {
            case STRING -> value.isTextual();
            case INTEGER -> value.isIntegralNumber() || (value.isNumber() && isWhole(value));
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case ARRAY -> value.isArray();
            case OBJECT -> value.isObject();
        };
    }

    /** The word for the type of {@code value}, as messages say it: {@code string}, {@code integer} … or {@code null}. */
    public static String nameOf(JsonNode value) {
        for (ParameterType type : values()) {
            if (type.accepts(value)) {
                return type.wire();
            }
        }
        return "null";
    }

    private static boolean isWhole(JsonNode number) {
        double value = number.doubleValue();
        return Double.isFinite(value) && value == Math.rint(value);
    }
}
