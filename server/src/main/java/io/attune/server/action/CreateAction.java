package io.attune.server.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.ActionSettings;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.catalog.RetryOn;
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

/** The body that makes an action. Fields that must be there are nullable only until {@link #check} was called. */
record CreateAction(
        @Nullable String ref,
        @Nullable String packRef,
        @Nullable String label,
        @Nullable String entrypoint,
        @Nullable String description,
        @Nullable Long runtime,
        @Nullable String runtimeRef,
        @Nullable String runtimeVersionConstraint,
        @Nullable Map<String, String> requiredWorkerRuntimes,
        @Nullable Map<String, String> workerSelector,
        @Nullable List<Toleration> workerTolerations,
        @Nullable Affinity workerAffinity,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        @Nullable Boolean accessesMcp,
        @Nullable List<String> defaultExecutionPermissionSetRefs,
        @Nullable RetentionPolicy artifactRetentionPolicy,
        @Nullable Integer artifactRetentionLimit,
        @Nullable RetentionPolicy logRetentionPolicy,
        @Nullable Integer logRetentionLimit,
        @Nullable ParameterDelivery parameterDelivery,
        @Nullable ParameterFormat parameterFormat,
        @Nullable OutputFormat outputFormat,
        @Nullable Integer timeoutSeconds,
        @Nullable Integer maxRetries,
        @Nullable List<RetryOn> retryOn,
        @Nullable List<String> keys,
        @Nullable JsonNode httpConfig,
        @Nullable JsonNode container) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong, 400 if the ref is none */
    void check() {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .text("pack_ref", packRef, 1, 255)
                .text("label", label, 1, 255)
                .text("entrypoint", entrypoint, 1, 1024)
                .range("artifact_retention_limit", artifactRetentionLimit, 1, Integer.MAX_VALUE)
                .range("log_retention_limit", logRetentionLimit, 1, Integer.MAX_VALUE)
                .range("timeout_seconds", timeoutSeconds, 1, Integer.MAX_VALUE)
                .range("max_retries", maxRetries, 0, Integer.MAX_VALUE);
        ComponentChecks.versionConstraint(checks, "runtime_version_constraint", runtimeVersionConstraint);
        ComponentChecks.versionConstraints(checks, "required_worker_runtimes", requiredWorkerRuntimes);
        Placements.check(checks, workerSelector, workerTolerations, workerAffinity);
        ComponentChecks.schema(checks, "param_schema", paramSchema);
        ComponentChecks.schema(checks, "out_schema", outSchema);
        ComponentChecks.object(checks, "http_config", httpConfig);
        ComponentChecks.object(checks, "container", container);
        checks.done();
        ComponentChecks.componentRef(required(ref));
    }

    String checkedRef() {
        return required(ref);
    }

    String checkedPackRef() {
        return required(packRef);
    }

    List<String> permissionSetRefs() {
        return Given.or(defaultExecutionPermissionSetRefs, List.of());
    }

    ActionSettings settings(@Nullable RuntimeId foundRuntime, Placements placements) {
        var nothing = JsonNodeFactory.instance.objectNode();
        var required = nothing.deepCopy();
        if (requiredWorkerRuntimes != null) {
            requiredWorkerRuntimes.forEach(required::put);
        }
        return new ActionSettings(
                required(label),
                description,
                required(entrypoint),
                foundRuntime,
                runtimeVersionConstraint,
                required,
                placements.changed(Placement.ANYWHERE, workerSelector, workerTolerations, workerAffinity),
                Given.json(paramSchema),
                Given.json(outSchema),
                null,
                Given.or(accessesMcp, false),
                permissionSetRefs(),
                Given.or(parameterDelivery, ParameterDelivery.STDIN),
                Given.or(parameterFormat, ParameterFormat.JSON),
                Given.or(outputFormat, OutputFormat.TEXT),
                timeoutSeconds,
                Given.or(maxRetries, 0),
                Given.or(retryOn, List.of(RetryOn.TRANSIENT)),
                keys,
                Given.json(httpConfig),
                Given.json(container),
                new Retention(artifactRetentionPolicy, artifactRetentionLimit),
                new Retention(logRetentionPolicy, logRetentionLimit));
    }

    private static String required(@Nullable String field) {
        return Objects.requireNonNull(field, "check() comes first");
    }
}
