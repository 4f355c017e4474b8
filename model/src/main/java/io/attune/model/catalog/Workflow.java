package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a workflow action.
 *
 * @param definition as workflows.md §2 has it
 */
public record Workflow(
        Component component,
        String label,
        @Nullable String description,
        String version,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        JsonNode definition,
        List<String> tags) {
    public Workflow {
        tags = List.copyOf(tags);
    }
}
