package io.attune.server.sensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.catalog.RuleUpdates;
import io.attune.model.catalog.SensorSettings;
import io.attune.model.id.RuntimeId;
import io.attune.server.component.ComponentChecks;
import io.attune.server.component.PlacementRequest.Affinity;
import io.attune.server.component.PlacementRequest.Toleration;
import io.attune.server.component.Placements;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body that makes a sensor. Fields that must be there are nullable only until {@link #check} was called. */
record CreateSensor(
        @Nullable String ref,
        @Nullable String packRef,
        @Nullable String label,
        @Nullable String entrypoint,
        @Nullable String runtimeRef,
        @Nullable String triggerRef,
        @Nullable List<String> triggerTypes,
        @Nullable String runtimeVersionConstraint,
        @Nullable RuleUpdates ruleUpdates,
        @Nullable String description,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode config,
        @Nullable Map<String, String> workerSelector,
        @Nullable List<Toleration> workerTolerations,
        @Nullable Affinity workerAffinity,
        @Nullable Boolean enabled,
        @Nullable RetentionPolicy artifactRetentionPolicy,
        @Nullable Integer artifactRetentionLimit,
        @Nullable RetentionPolicy logRetentionPolicy,
        @Nullable Integer logRetentionLimit) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong, 400 if the ref is none */
    void check() {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .text("pack_ref", packRef, 1, 255)
                .text("label", label, 1, 255)
                .text("entrypoint", entrypoint, 1, 1024)
                .text("runtime_ref", runtimeRef, 1, 255)
                .optionalText("trigger_ref", triggerRef, 1, 255)
                .range("artifact_retention_limit", artifactRetentionLimit, 1, Integer.MAX_VALUE)
                .range("log_retention_limit", logRetentionLimit, 1, Integer.MAX_VALUE);
        if (triggers().isEmpty() || triggers().stream().anyMatch(Objects::isNull)) {
            checks.finding("trigger_types", "must name at least one trigger, here or in trigger_ref");
        }
        ComponentChecks.versionConstraint(checks, "runtime_version_constraint", runtimeVersionConstraint);
        Placements.check(checks, workerSelector, workerTolerations, workerAffinity);
        ComponentChecks.schema(checks, "param_schema", paramSchema);
        ComponentChecks.object(checks, "config", config);
        checks.done();
        ComponentChecks.componentRef(checkedRef());
    }

    String checkedRef() {
        return required(ref);
    }

    String checkedPackRef() {
        return required(packRef);
    }

    String checkedRuntimeRef() {
        return required(runtimeRef);
    }

    List<String> triggers() {
        return triggerTypes == null ? triggerRef == null ? List.of() : List.of(triggerRef) : triggerTypes;
    }

    SensorSettings settings(RuntimeId runtime, Placements placements) {
        return new SensorSettings(
                required(label),
                description,
                required(entrypoint),
                runtime,
                required(runtimeRef),
                runtimeVersionConstraint,
                triggers(),
                Given.or(enabled, true),
                Given.json(paramSchema),
                Given.json(config),
                Given.or(ruleUpdates, RuleUpdates.RESTART),
                placements.changed(Placement.ANYWHERE, workerSelector, workerTolerations, workerAffinity),
                new Retention(artifactRetentionPolicy, artifactRetentionLimit),
                new Retention(logRetentionPolicy, logRetentionLimit));
    }

    private static String required(@Nullable String field) {
        return Objects.requireNonNull(field, "check() comes first");
    }
}
