package io.attune.pack.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** The meaning of plain scalars: the core schema of YAML 1.2, so {@code yes} and {@code no} are words. */
final class Scalars {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,100}");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,40}");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,40}");
    private static final Pattern FRACTION =
            Pattern.compile("[-+]?(\\.[0-9]{1,100}|[0-9]{1,100}(\\.[0-9]{0,100})?)([eE][-+]?[0-9]{1,3})?");

    private Scalars() {}

    static JsonNode meaning(String text) {
        if (NOTHING.matcher(text).matches()) {
            return JSON.nullNode();
        }
        if (TRUTH.matcher(text).matches()) {
            return JSON.booleanNode(text.charAt(0) == 't' || text.charAt(0) == 'T');
        }
        if (DECIMAL.matcher(text).matches()) {
            return whole(new BigInteger(text.startsWith("+") ? text.substring(1) : text));
        }
        if (OCTAL.matcher(text).matches()) {
            return whole(new BigInteger(text.substring(2), 8));
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return whole(new BigInteger(text.substring(2), 16));
        }
        if (FRACTION.matcher(text).matches()) {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? JSON.numberNode(value) : JSON.numberNode(new BigDecimal(text));
        }
        return JSON.textNode(text);
    }

    private static JsonNode whole(BigInteger value) {
        if (value.bitLength() < 32) {
            return JSON.numberNode(value.intValueExact());
        }
        return value.bitLength() < 64 ? JSON.numberNode(value.longValueExact()) : JSON.numberNode(value);
    }
}
