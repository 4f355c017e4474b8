package io.attune.server.sensor;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;
import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.catalog.RuleUpdates;
import io.attune.model.catalog.Sensor;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A sensor with everything (api-catalog.md §7).
 *
 * @param trigger and {@code triggerRef} name the first trigger it emits
 */
@Schema(name = "Sensor")
@JsonInclude(NON_NULL)
record SensorView(
        long id,
        String ref,
        @JsonInclude(ALWAYS) @Nullable Long pack,
        @JsonInclude(ALWAYS) @Nullable String packRef,
        String label,
        @JsonInclude(ALWAYS) @Nullable String description,
        String entrypoint,
        @JsonInclude(ALWAYS) @Nullable Long runtime,
        @JsonInclude(ALWAYS) @Nullable String runtimeRef,
        @Nullable String runtimeVersionConstraint,
        @JsonInclude(ALWAYS) @Nullable Long trigger,
        @JsonInclude(ALWAYS) @Nullable String triggerRef,
        List<String> triggerTypes,
        boolean enabled,
        @JsonInclude(ALWAYS) @Nullable JsonNode paramSchema,
        @JsonInclude(ALWAYS) @Nullable JsonNode config,
        RuleUpdates ruleUpdates,
        JsonNode workerSelector,
        JsonNode workerTolerations,
        JsonNode workerAffinity,
        @Nullable RetentionPolicy artifactRetentionPolicy,
        @Nullable Integer artifactRetentionLimit,
        @Nullable RetentionPolicy logRetentionPolicy,
        @Nullable Integer logRetentionLimit,
        Instant created,
        Instant updated) {

    /** A sensor as lists show it. */
    @Schema(name = "SensorSummary")
    @JsonInclude(NON_NULL)
    public record Summary(
            long id,
            String ref,
            @JsonInclude(ALWAYS) @Nullable String packRef,
            String label,
            @JsonInclude(ALWAYS) @Nullable String description,
            boolean enabled,
            @JsonInclude(ALWAYS) @Nullable Long trigger,
            @JsonInclude(ALWAYS) @Nullable String triggerRef,
            List<String> triggerTypes,
            @Nullable RetentionPolicy artifactRetentionPolicy,
            @Nullable Integer artifactRetentionLimit,
            @Nullable RetentionPolicy logRetentionPolicy,
            @Nullable Integer logRetentionLimit,
            Instant created,
            Instant updated) {
        public static Summary of(Sensor sensor) {
            var component = sensor.component();
            var settings = sensor.settings();
            return new Summary(
                    component.id(),
                    component.ref(),
                    component.packRef(),
                    settings.label(),
                    settings.description(),
                    settings.enabled(),
                    firstTrigger(sensor),
                    firstTriggerRef(sensor),
                    settings.triggerTypes(),
                    settings.artifactRetention().policy(),
                    settings.artifactRetention().limit(),
                    settings.logRetention().policy(),
                    settings.logRetention().limit(),
                    component.created(),
                    component.updated());
        }
    }

    static SensorView of(Sensor sensor) {
        var component = sensor.component();
        var settings = sensor.settings();
        var pack = component.pack();
        var runtime = settings.runtime();
        return new SensorView(
                component.id(),
                component.ref(),
                pack == null ? null : pack.value(),
                component.packRef(),
                settings.label(),
                settings.description(),
                settings.entrypoint(),
                runtime == null ? null : runtime.value(),
                settings.runtimeRef(),
                settings.runtimeVersionConstraint(),
                firstTrigger(sensor),
                firstTriggerRef(sensor),
                settings.triggerTypes(),
                settings.enabled(),
                settings.paramSchema(),
                settings.config(),
                settings.ruleUpdates(),
                settings.placement().selector(),
                settings.placement().tolerations(),
                settings.placement().affinity(),
                settings.artifactRetention().policy(),
                settings.artifactRetention().limit(),
                settings.logRetention().policy(),
                settings.logRetention().limit(),
                component.created(),
                component.updated());
    }

    private static @Nullable Long firstTrigger(Sensor sensor) {
        var trigger = sensor.firstTrigger();
        return trigger == null ? null : trigger.value();
    }

    private static @Nullable String firstTriggerRef(Sensor sensor) {
        var emitted = sensor.settings().triggerTypes();
        return emitted.isEmpty() ? null : emitted.getFirst();
    }
}
