package io.attune.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What can be stored: PostgreSQL's {@code jsonb} takes less than JSON allows, and whoever is sent a value reads no more than Jackson takes by
 * default. Asked before a value becomes part of a batch, since one that cannot be stored or sent would be in the way of all others.
 */
public final class StorableJson {
    /** Numbers beyond it are no measurements; writing one out in full could take gigabytes. */
    private static final int LARGEST_EXPONENT = 1_000;

    /** Half of what readers take: values are stored and sent inside others. */
    private static final int DEEPEST = 500;

    private static final int LONGEST_NAME = 50_000;
    private static final int LONGEST_TEXT = 64 << 20;
    private static final String TOO_DEEP = "(nested too deeply to be stored)";

    private StorableJson() {}

    /** What is wrong, for the sender; empty when it can be stored. */
    public static Optional<String> problem(JsonNode value) {
        return problem(value, 0);
    }

    private static Optional<String> problem(JsonNode value, int depth) {
        return switch (value.getNodeType()) {
            case STRING -> text(value.textValue(), LONGEST_TEXT, "text");
            case NUMBER -> number(value);
            case ARRAY, OBJECT -> depth == DEEPEST ? tooDeep() : inside(value, depth + 1);
            case BOOLEAN, NULL -> Optional.empty();
            case BINARY, MISSING, POJO -> Optional.of("holds a value that is no JSON");
        };
    }

    private static Optional<String> tooDeep() {
        return Optional.of("is nested more than " + DEEPEST + " levels deep");
    }

    private static Optional<String> inside(JsonNode container, int depth) {
        for (Map.Entry<String, JsonNode> member : container.properties()) {
            var problem = text(member.getKey(), LONGEST_NAME, "name").or(() -> problem(member.getValue(), depth));
            if (problem.isPresent()) {
                return problem;
            }
        }
        if (container.isArray()) {
            for (JsonNode item : container) {
                var problem = problem(item, depth);
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The value with U+FFFD for each U+0000, as for bytes that are no text, with what is too long cut and what is too deep left out; the value
     * itself when nothing is wrong with it. Numbers that are too large stay: a number that is another would be worse than none.
     */
    public static JsonNode cleaned(JsonNode value) {
        return problem(value).isEmpty() ? value : cleaned(value, 0);
    }

    private static JsonNode cleaned(JsonNode value, int depth) {
        return switch (value) {
            case TextNode text -> TextNode.valueOf(cleaned(text.textValue(), LONGEST_TEXT));
            case ContainerNode<?> _ when depth == DEEPEST -> TextNode.valueOf(TOO_DEEP);
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(item -> copy.add(cleaned(item, depth + 1)));
                yield copy;
            }
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(member -> copy.set(
                                cleaned(member.getKey(), LONGEST_NAME), cleaned(member.getValue(), depth + 1)));
                yield copy;
            }
            default -> value;
        };
    }

    private static String cleaned(String text, int longest) {
        return (text.length() > longest ? text.substring(0, longest) : text).replace('\0', '\uFFFD');
    }

    private static Optional<String> text(String text, int longest, String what) {
        if (text.length() > longest) {
            return Optional.of("holds a " + what + " of more than " + longest + " characters");
        }
        return text.indexOf('\0') >= 0
                ? Optional.of("holds the character U+0000, which cannot be stored")
                : Optional.empty();
    }

    private static Optional<String> number(JsonNode value) {
        if (value.isIntegralNumber()) {
            return Optional.empty();
        }
        if (value.isBigDecimal()) {
            BigDecimal number = value.decimalValue();
            long exponent = (long) number.precision() - number.scale();
            return Math.abs(exponent) > LARGEST_EXPONENT || Math.abs((long) number.scale()) > LARGEST_EXPONENT
                    ? Optional.of("holds a number beyond 1e" + LARGEST_EXPONENT)
                    : Optional.empty();
        }
        return Double.isFinite(value.doubleValue())
                ? Optional.empty()
                : Optional.of("holds a number that is too large");
    }
}
