package io.attune.server.sensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.catalog.SensorSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.component.PlacementRequest.Affinity;
import io.attune.server.component.PlacementRequest.Toleration;
import io.attune.server.component.Placements;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.attune.server.http.Patch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body that changes a sensor; what is absent stays as it is. */
record UpdateSensor(
        @Nullable String label,
        @Nullable String description,
        @Nullable String entrypoint,
        @Nullable Patch<JsonNode> paramSchema,
        @Nullable Boolean enabled,
        @Nullable Map<String, String> workerSelector,
        @Nullable List<Toleration> workerTolerations,
        @Nullable Affinity workerAffinity,
        @Nullable Patch<RetentionPolicy> artifactRetentionPolicy,
        @Nullable Patch<Integer> artifactRetentionLimit,
        @Nullable Patch<RetentionPolicy> logRetentionPolicy,
        @Nullable Patch<Integer> logRetentionLimit) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong */
    void check() {
        var checks = new FieldChecks()
                .optionalText("label", label, 1, 255)
                .optionalText("entrypoint", entrypoint, 1, 1024)
                .range("artifact_retention_limit", Patch.valueOf(artifactRetentionLimit), 1, Integer.MAX_VALUE)
                .range("log_retention_limit", Patch.valueOf(logRetentionLimit), 1, Integer.MAX_VALUE);
        Placements.check(checks, workerSelector, workerTolerations, workerAffinity);
        ComponentChecks.schema(checks, "param_schema", Patch.valueOf(paramSchema));
        checks.done();
    }

    SensorSettings applyTo(SensorSettings current, Placements placements) {
        return new SensorSettings(
                Given.or(label, current.label()),
                Given.orNull(description, current.description()),
                Given.or(entrypoint, current.entrypoint()),
                current.runtime(),
                current.runtimeRef(),
                current.runtimeVersionConstraint(),
                current.triggerTypes(),
                Given.or(enabled, current.enabled()),
                Given.json(Patch.apply(paramSchema, current.paramSchema())),
                current.config(),
                current.ruleUpdates(),
                placements.changed(current.placement(), workerSelector, workerTolerations, workerAffinity),
                new Retention(
                        Patch.apply(
                                artifactRetentionPolicy,
                                current.artifactRetention().policy()),
                        Patch.apply(
                                artifactRetentionLimit,
                                current.artifactRetention().limit())),
                new Retention(
                        Patch.apply(logRetentionPolicy, current.logRetention().policy()),
                        Patch.apply(logRetentionLimit, current.logRetention().limit())));
    }
}
