package io.attune.cli.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reading and making trees. */
public final class Nodes {
    private Nodes() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** The text of a field, or an empty string when it is absent, null or not a scalar. */
    public static String text(JsonNode node, String field) {
        return node.path(field).asText("");
    }

    /** Follows a dotted path ({@code a.b.0.c}); a missing node when it leads nowhere. */
    public static JsonNode at(JsonNode node, String path) {
        JsonNode found = node.path(path);
        if (!found.isMissingNode()) {
            return found;
        }
        JsonNode current = node;
        for (var step : path.split("\\.", -1)) {
            current = current.isArray() ? element(current, step) : current.path(step);
        }
        return current;
    }

    private static JsonNode element(JsonNode array, String step) {
        try {
            return array.path(Integer.parseInt(step));
        } catch (NumberFormatException e) {
            return MissingNode.getInstance();
        }
    }
}
