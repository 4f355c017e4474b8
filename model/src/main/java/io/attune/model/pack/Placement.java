package io.attune.model.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** On which workers something may run (packs.md §10), in the form of the API. */
public record Placement(JsonNode selector, JsonNode tolerations, JsonNode affinity) {
    public static final Placement ANYWHERE = new Placement(
            JsonNodeFactory.instance.objectNode(),
            JsonNodeFactory.instance.arrayNode(),
            JsonNodeFactory.instance.objectNode());
}
