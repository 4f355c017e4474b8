package io.attune.model.pack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be changed of a pack.
 *
 * @param confSchema a flat schema
 * @param config the values set for it
 */
public record PackSettings(
        String label,
        @Nullable String description,
        String version,
        JsonNode confSchema,
        JsonNode config,
        JsonNode meta,
        List<String> tags,
        List<String> runtimeDeps,
        List<String> dependencies) {
    public PackSettings {
        tags = List.copyOf(tags);
        runtimeDeps = List.copyOf(runtimeDeps);
        dependencies = List.copyOf(dependencies);
    }
}
