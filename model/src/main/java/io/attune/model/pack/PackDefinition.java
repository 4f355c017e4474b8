package io.attune.model.pack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pack.yaml} says (packs.md §3.1).
 *
 * @param system whether the file claims to be shipped with the platform; whoever installs it decides whether that is believed
 * @param config values for a first installation
 */
public record PackDefinition(
        String ref,
        String label,
        @Nullable String description,
        String version,
        boolean system,
        ObjectNode confSchema,
        ObjectNode config,
        ObjectNode meta,
        List<String> tags,
        List<String> runtimeDeps,
        List<String> dependencies) {
    public PackDefinition {
        tags = List.copyOf(tags);
        runtimeDeps = List.copyOf(runtimeDeps);
        dependencies = List.copyOf(dependencies);
    }
}
