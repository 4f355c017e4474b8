package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.RuntimeId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A long-running source of events.
 *
 * @param runtime null only while the row is incomplete: deleting a runtime deletes its sensors
 * @param triggerTypes refs of the triggers it emits
 * @param firstTrigger id of the first of them, if there is such a trigger
 */
public record Sensor(
        Component component,
        String label,
        @Nullable String description,
        String entrypoint,
        @Nullable RuntimeId runtime,
        @Nullable String runtimeRef,
        @Nullable String runtimeVersionConstraint,
        List<String> triggerTypes,
        @Nullable TriggerId firstTrigger,
        boolean enabled,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode config,
        RuleUpdates ruleUpdates,
        Placement placement,
        Retention artifactRetention,
        Retention logRetention) {
    public Sensor {
        triggerTypes = List.copyOf(triggerTypes);
    }

    public SensorId id() {
        return new SensorId(component.id());
    }
}
