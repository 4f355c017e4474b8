package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.math.BigDecimal;

/** Values for hash tables: equal when the language says the JSON values are equal, so that 1 and 1.0 are found as one key. */
final class Canonical {
    private Canonical() {}

    /** @param value no array and no object */
    static Object of(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isInt() || value.isLong() || value.isShort()) {
            return value.longValue();
        }
        if (value.isNumber()) {
            return number(value);
        }
        return value.getNodeType() == JsonNodeType.BOOLEAN ? (Object) value.booleanValue() : value.getNodeType();
    }

    private static Object number(JsonNode value) {
        double number = value.doubleValue();
        if (value.isBigInteger() || Double.isInfinite(number) || Double.isNaN(number)) {
            return value.isBigInteger()
                    ? new BigDecimal(value.bigIntegerValue()).stripTrailingZeros()
                    : (Object) number;
        }
        if (number == Math.rint(number) && Math.abs(number) < 0x1p63) {
            return (long) number;
        }
        return value.decimalValue().stripTrailingZeros();
    }
}
