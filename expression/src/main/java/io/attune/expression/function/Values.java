package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/** What every operator and function agrees on: truth, equality, order, membership and text of JSON values (expressions.md §2, §5). */
public final class Values {
    /** The result of reading a name or member that does not exist. */
    public static final JsonNode UNDEFINED = MissingNode.getInstance();

    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Values() {}

    public static boolean isUndefined(JsonNode value) {
        return value.isMissingNode();
    }

    /** False for undefined, null, false, zero, and empty texts, arrays and objects. */
    public static boolean truth(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> value.booleanValue();
            case NULL, MISSING -> false;
            case STRING -> !value.textValue().isEmpty();
            case NUMBER -> !Numbers.isZero(value);
            case ARRAY, OBJECT -> !value.isEmpty();
            case BINARY, POJO -> true;
        };
    }

    /** Deep equality without conversion; numbers by value, so {@code 1} equals {@code 1.0} and nothing equals undefined. */
    public static boolean equal(JsonNode left, JsonNode right, Budget budget) {
        budget.step();
        if (left.isTextual()) {
            return right.isTextual() && left.textValue().equals(right.textValue());
        }
        if (left.isNumber()) {
            return right.isNumber() && Numbers.compare(left, right) == 0;
        }
        if (left.isArray()) {
            return right.isArray() && equalElements(left, right, budget);
        }
        if (left.isObject()) {
            return right.isObject() && equalMembers(left, right, budget);
        }
        return !left.isMissingNode() && left.equals(right);
    }

    private static boolean equalElements(JsonNode left, JsonNode right, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!equal(left.get(i), right.get(i), budget)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalMembers(JsonNode left, JsonNode right, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : left.properties()) {
            JsonNode other = right.get(member.getKey());
            if (other == null || !equal(member.getValue(), other, budget)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Order of two numbers, two strings (by code point) or two arrays of such (by element).
     *
     * @throws ValueError for any other pair
     */
    public static int compare(JsonNode left, JsonNode right, Budget budget) {
        budget.step();
        if (left.isNumber() && right.isNumber()) {
            return Numbers.compare(left, right);
        }
        if (left.isTextual() && right.isTextual()) {
            return compareText(left.textValue(), right.textValue());
        }
        if (left.isArray() && right.isArray()) {
            for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
                if (!equal(left.get(i), right.get(i), budget)) {
                    return compare(left.get(i), right.get(i), budget);
                }
            }
            return Integer.compare(left.size(), right.size());
        }
        throw new ValueError(
                "cannot order " + described(left) + " and " + described(right), "convert one side, as in int(x) < 10");
    }

    /** By code point; UTF-16 order differs for characters beyond U+FFFF. */
    private static int compareText(String left, String right) {
        int shared = Math.min(left.length(), right.length());
        for (int i = 0; i < shared; i++) {
            char a = left.charAt(i);
            char b = right.charAt(i);
            if (a != b) {
                boolean bothPlain = Character.isSurrogate(a) == Character.isSurrogate(b);
                return bothPlain ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /** {@code needle in haystack}: element of an array, key of an object, or part of a string. */
    public static boolean contains(JsonNode haystack, JsonNode needle, Budget budget) {
        if (haystack.isArray()) {
            for (JsonNode element : haystack) {
                if (equal(element, needle, budget)) {
                    return true;
                }
            }
            return false;
        }
        if ((haystack.isObject() || haystack.isTextual()) && !needle.isTextual()) {
            throw new ValueError("only a string can be in " + described(haystack) + ", not " + described(needle));
        }
        if (haystack.isObject()) {
            return haystack.has(needle.textValue());
        }
        if (haystack.isTextual()) {
            budget.steps(haystack.textValue().length() / 16);
            return haystack.textValue().contains(needle.textValue());
        }
        throw new ValueError("'in' needs an array, an object or a string on its right, not " + described(haystack));
    }

    /** The form of a value within text: null and undefined give nothing, arrays and objects compact JSON. */
    public static String text(JsonNode value, Budget budget) {
        String text = switch (value.getNodeType()) {
            case STRING -> value.textValue();
            case NULL, MISSING -> "";
            case NUMBER -> Numbers.text(value);
            case BOOLEAN, BINARY, POJO -> value.asText();
            case ARRAY, OBJECT -> value.toString();
        };
        budget.create(text.length());
        return text;
    }

    /** As {@link #text} but null is the word {@code null}: the form of {@code string(v)} and {@code join}. */
    public static String spelled(JsonNode value, Budget budget) {
        return value.isNull() ? "null" : text(value, budget);
    }

    /** Code points of a string, elements of an array, members of an object. */
    public static int length(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue().codePointCount(0, value.textValue().length());
        }
        if (value.isContainerNode()) {
            return value.size();
        }
        throw new ValueError("length needs a string, an array or an object, not " + described(value));
    }

    /** The name that {@code type_of} gives. */
    public static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING, BINARY -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case OBJECT, POJO -> "object";
            case NULL -> "null";
            case MISSING -> "undefined";
        };
    }

    /** The type with its article, for messages. Values themselves may be secret and are never quoted. */
    public static String described(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING, BINARY -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case NULL -> "null";
            case MISSING -> "an undefined value";
        };
    }

    public static JsonNode text(String text) {
        return TextNode.valueOf(text);
    }

    static ArrayNode array() {
        return JSON.arrayNode();
    }
}
