package io.attune.model.pack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a workflow action (workflows.md §1, §2).
 *
 * @param definition the members {@code version}, {@code vars}, {@code tasks}, {@code output_map}, {@code cancellation_policy}
 */
public record WorkflowDefinition(
        String ref,
        String label,
        @Nullable String description,
        String version,
        @Nullable ObjectNode paramSchema,
        @Nullable ObjectNode outSchema,
        ObjectNode definition,
        List<String> tags)
        implements ComponentDefinition {
    public WorkflowDefinition {
        tags = List.copyOf(tags);
    }
}
