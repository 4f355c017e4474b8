package io.attune.model.pack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.BatchMode;
import io.attune.model.catalog.UpdateStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code queues/} (packs.md §3.6).
 *
 * @param permissionSetRefs null inherits those of the action, empty means no token
 */
public record QueueDefinition(
        String ref,
        String label,
        @Nullable String description,
        boolean enabled,
        boolean acceptingNewItems,
        String dispatchActionRef,
        int defaultPriority,
        boolean allowPendingUpdate,
        UpdateStrategy updateStrategy,
        BatchMode batchMode,
        ObjectNode itemSchema,
        ObjectNode actionParams,
        @Nullable List<String> permissionSetRefs,
        ObjectNode config)
        implements ComponentDefinition {
    public QueueDefinition {
        permissionSetRefs = permissionSetRefs == null ? null : List.copyOf(permissionSetRefs);
    }
}
