package io.attune.engine.rule;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a document, whatever else is asked of it: the member at {@code path} equals {@code value}.
 *
 * @param path member names from the root of the document
 */
record Equality(List<String> path, JsonNode value) {
    private enum Null {
        VALUE
    }

    Equality {
        path = List.copyOf(path);
    }

    /**
     * An object that is equal for equal scalars of the language (expressions.md §5: numbers by value, no equality across types), for use in
     * a hash table; null for containers, which are not worth hashing. Unequal numbers may share one.
     */
    static @Nullable Object hashable(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.textValue();
            // Adding zero turns -0.0 into 0.0.
            case NUMBER -> value.doubleValue() + 0.0;
            case BOOLEAN -> value.booleanValue();
            case NULL -> Null.VALUE;
            case ARRAY, OBJECT, BINARY, POJO, MISSING -> null;
        };
    }

    boolean isHashable() {
        return hashable(value) != null;
    }
}
