package io.attune.model.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What can be stored: PostgreSQL's {@code jsonb} takes less than JSON allows. Asked before a value becomes part of a batch, since one that
 * cannot be stored would be in the way of all others.
 */
public final class StorableJson {
    /** Numbers beyond it are no measurements; writing one out in full could take gigabytes. */
    private static final int LARGEST_EXPONENT = 1_000;

    private StorableJson() {}

    /** What is wrong, for the sender; empty when it can be stored. */
    public static Optional<String> problem(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> text(value.textValue());
            case NUMBER -> number(value);
            case ARRAY -> {
                for (JsonNode item : value) {
                    var problem = problem(item);
                    if (problem.isPresent()) {
                        yield problem;
                    }
                }
                yield Optional.empty();
            }
            case OBJECT -> {
                for (Map.Entry<String, JsonNode> member : value.properties()) {
                    var problem = text(member.getKey()).or(() -> problem(member.getValue()));
                    if (problem.isPresent()) {
                        yield problem;
                    }
                }
                yield Optional.empty();
            }
            case BOOLEAN, NULL -> Optional.empty();
            case BINARY, MISSING, POJO -> Optional.of("holds a value that is no JSON");
        };
    }

    /** The value with U+FFFD for each U+0000, as for bytes that are no text; the value itself when it has none. */
    public static JsonNode cleaned(JsonNode value) {
        return problem(value).isEmpty() ? value : withoutNul(value);
    }

    private static JsonNode withoutNul(JsonNode value) {
        return switch (value) {
            case TextNode text -> TextNode.valueOf(withoutNul(text.textValue()));
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(item -> copy.add(withoutNul(item)));
                yield copy;
            }
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(member -> copy.set(withoutNul(member.getKey()), withoutNul(member.getValue())));
                yield copy;
            }
            default -> value;
        };
    }

    private static String withoutNul(String text) {
        return text.replace('\0', '\uFFFD');
    }

    private static Optional<String> text(String text) {
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
