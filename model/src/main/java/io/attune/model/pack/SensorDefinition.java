package io.attune.model.pack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RuleUpdates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code sensors/} (packs.md §3.4).
 *
 * @param runner as in {@link ActionDefinition}
 * @param triggerTypes refs of the triggers it emits
 */
public record SensorDefinition(
        String ref,
        String label,
        @Nullable String description,
        boolean enabled,
        String runner,
        @Nullable String runtimeVersionConstraint,
        String entrypoint,
        List<String> triggerTypes,
        @Nullable ObjectNode paramSchema,
        ObjectNode config,
        RuleUpdates ruleUpdates,
        Placement placement,
        Retention logRetention,
        Retention artifactRetention)
        implements ComponentDefinition {
    public SensorDefinition {
        triggerTypes = List.copyOf(triggerTypes);
    }
}
