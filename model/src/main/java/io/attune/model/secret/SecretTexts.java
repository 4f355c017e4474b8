package io.attune.model.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** The texts by which a secret value would be recognised. */
public final class SecretTexts {
    /** Shorter ones turn up everywhere, and are told nobody by that (security.md §4.5). */
    private static final int SHORTEST = 4;

    private SecretTexts() {}

    /** Every text and number in the value, however deep; truth values and short texts are none. */
    public static Set<String> in(JsonNode value) {
        Set<String> found = new LinkedHashSet<>();
        collect(value, found);
        return found;
    }

    private static void collect(JsonNode value, Set<String> found) {
        if (value.isContainerNode()) {
            value.forEach(child -> collect(child, found));
        } else if (value.isTextual() || value.isNumber()) {
            var text = value.asText();
            if (text.codePointCount(0, text.length()) >= SHORTEST) {
                found.add(text);
            }
        }
    }
}
