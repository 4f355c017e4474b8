package io.attune.model.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.MisfirePolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code rules/} (packs.md §3.5).
 *
 * @param conditions one of the shapes of expressions.md §8; compiles
 * @param permissionSetRefs null inherits those of the action, empty means no token
 */
public record RuleDefinition(
        String ref,
        String label,
        @Nullable String description,
        String triggerRef,
        String actionRef,
        boolean enabled,
        JsonNode conditions,
        ObjectNode actionParams,
        ObjectNode triggerParams,
        @Nullable MisfirePolicy misfirePolicy,
        boolean notifyOnTrigger,
        @Nullable List<String> permissionSetRefs)
        implements ComponentDefinition {
    public RuleDefinition {
        permissionSetRefs = permissionSetRefs == null ? null : List.copyOf(permissionSetRefs);
    }
}
