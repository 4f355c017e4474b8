package io.attune.model.secret;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** What stands in the place of a secret value wherever it may be seen (api.md §2.4). */
public final class SecretMarker {
    private static final ObjectNode MARKER = create();

    private SecretMarker() {}

    /** A fresh marker. */
    public static ObjectNode create() {
        return JsonNodeFactory.instance.objectNode().put("$attune_secret", true).put("redacted", true);
    }

    /** Whether a value is a marker, and nothing but one. */
    public static boolean is(JsonNode value) {
        return value.equals(MARKER);
    }

    /** Whether a value is a marker or holds one. */
    public static boolean isIn(JsonNode value) {
        if (is(value)) {
            return true;
        }
        for (JsonNode child : value) {
            if (isIn(child)) {
                return true;
            }
        }
        return false;
    }

    /** The document with a marker at each of the places, none of which is inside another; the same instance when there are none. */
    public static JsonNode redacted(JsonNode document, Collection<JsonPointer> places) {
        if (places.isEmpty()) {
            return document;
        }
        JsonNode redacted = document.deepCopy();
        for (JsonPointer place : places) {
            redacted = put(redacted, place, create());
        }
        return redacted;
    }

    /** Puts a value in its place. @return the document, or the value where the place is the whole document */
    public static JsonNode put(JsonNode document, JsonPointer place, JsonNode value) {
        if (place.matches()) {
            return value;
        }
        JsonPointer last = place.last();
        switch (document.at(place.head())) {
            case ObjectNode object -> object.set(last.getMatchingProperty(), value);
            case ArrayNode array
            when last.mayMatchElement() && last.getMatchingIndex() < array.size() ->
                array.set(last.getMatchingIndex(), value);
            default -> throw new IllegalStateException("there is no place " + place);
        }
        return document;
    }
}
