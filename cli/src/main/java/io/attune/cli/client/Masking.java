package io.attune.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.json.JsonText;
import java.util.regex.Pattern;

/** Bodies as {@code -vvv} and {@code --dry-run} may show them: whatever a field's name makes look like a credential is replaced. */
public final class Masking {
    private static final Pattern CREDENTIAL =
            Pattern.compile("password|token|secret|authorization|webhook_key|api_?key", Pattern.CASE_INSENSITIVE);

    /** A key's value can be any JSON, so nothing below this name is shown. */
    private static final String VALUE = "value";

    private Masking() {}

    static String show(String body) {
        if (body.isEmpty()) {
            return "(empty)";
        }
        JsonNode document = JsonText.parseOrMissing(body);
        if (document.isMissingNode()) {
            return "(" + body.length() + " characters, not JSON)";
        }
        mask(document);
        return JsonText.compact(document);
    }

    /** A copy with the credentials replaced. */
    public static JsonNode masked(JsonNode document) {
        JsonNode copy = document.deepCopy();
        mask(copy);
        return copy;
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (var field : object.properties()) {
                boolean credential = CREDENTIAL.matcher(field.getKey()).find()
                        && field.getValue().isValueNode();
                if (credential || field.getKey().equals(VALUE)) {
                    object.put(field.getKey(), "***");
                } else {
                    mask(field.getValue());
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(Masking::mask);
        }
    }
}
