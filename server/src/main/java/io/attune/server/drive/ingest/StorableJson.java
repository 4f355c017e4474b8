package io.attune.server.drive.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** Says what PostgreSQL's jsonb cannot hold although it is JSON, before a batch is in its way. */
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
