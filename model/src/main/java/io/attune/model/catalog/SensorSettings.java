package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.RuntimeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a sensor is told to be.
 *
 * @param runtime null only while the row is incomplete: deleting a runtime deletes its sensors
 * @param entrypoint a file below {@code sensors/} of its pack
 * @param triggerTypes refs of the triggers it emits
 */
public record SensorSettings(
        String label,
        @Nullable String description,
        String entrypoint,
        @Nullable RuntimeId runtime,
        @Nullable String runtimeRef,
        @Nullable String runtimeVersionConstraint,
        List<String> triggerTypes,
        boolean enabled,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode config,
        RuleUpdates ruleUpdates,
        Placement placement,
        Retention artifactRetention,
        Retention logRetention) {
    public SensorSettings {
        triggerTypes = List.copyOf(triggerTypes);
    }

    public SensorSettings withEnabled(boolean wanted) {
        return new SensorSettings(
                label,
                description,
                entrypoint,
                runtime,
                runtimeRef,
                runtimeVersionConstraint,
                triggerTypes,
                wanted,
                paramSchema,
                config,
                ruleUpdates,
                placement,
                artifactRetention,
                logRetention);
    }
}
