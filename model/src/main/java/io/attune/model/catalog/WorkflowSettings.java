package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an author says of a workflow (api-catalog.md §3).
 *
 * @param definition as workflows.md §2 has it
 */
public record WorkflowSettings(
        String label,
        @Nullable String description,
        String version,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        JsonNode definition,
        List<String> tags) {
    public WorkflowSettings {
        tags = List.copyOf(tags);
    }
}
