package io.attune.expression.function;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A test of {@code x is name}.
 *
 * @param arguments how many it takes besides the operand
 */
public record ValueTest(int arguments, Body body) {
    /** What a test looks at. */
    @FunctionalInterface
    public interface Body {
        boolean holds(JsonNode operand, List<JsonNode> arguments, Budget budget);
    }

    public boolean holds(JsonNode operand, List<JsonNode> given, Budget budget) {
        return body.holds(operand, given, budget);
    }
}
