package io.attune.model.json;

import com.fasterxml.jackson.databind.JsonNode;

/** How much of the memory a document asks for, about and quickly: to bound what is held at once. */
public final class JsonWeight {
    private JsonWeight() {}

    /** About as many bytes as it takes. */
    public static long of(JsonNode value) {
        long weight = value.isTextual() ? 2 + value.textValue().length() : 8;
        for (JsonNode child : value) {
            weight += of(child);
        }
        return weight;
    }
}
