package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** Which mismatches are none while a text is still a template. */
final class Templates {
    /** Words that look at a value as a whole, so that a template anywhere inside it leaves them open. */
    private static final Set<String> LOOK_INSIDE = Set.of("enum", "const", "anyOf", "oneOf", "not", "uniqueItems");

    private Templates() {}

    static boolean excuse(Mismatch mismatch) {
        return isTemplate(mismatch.found())
                || (LOOK_INSIDE.contains(mismatch.keyword()) && holdsTemplate(mismatch.found()));
    }

    private static boolean isTemplate(JsonNode value) {
        return value.isTextual()
                && value.textValue().contains("{{")
                && value.textValue().contains("}}");
    }

    private static boolean holdsTemplate(JsonNode value) {
        if (isTemplate(value)) {
            return true;
        }
        for (JsonNode child : value) {
            if (holdsTemplate(child)) {
                return true;
            }
        }
        return false;
    }
}
