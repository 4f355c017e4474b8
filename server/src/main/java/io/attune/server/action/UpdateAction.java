package io.attune.server.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.ActionSettings;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
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
import io.attune.server.http.Patch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body that changes an action; what is absent stays as it is. */
record UpdateAction(
        @Nullable String label,
        @Nullable String description,
        @Nullable String entrypoint,
        @Nullable Long runtime,
        @Nullable String runtimeRef,
        @Nullable Patch<String> runtimeVersionConstraint,
        @Nullable Map<String, String> requiredWorkerRuntimes,
        @Nullable Map<String, String> workerSelector,
        @Nullable List<Toleration> workerTolerations,
        @Nullable Affinity workerAffinity,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        @Nullable Boolean accessesMcp,
        @Nullable List<String> defaultExecutionPermissionSetRefs,
        @Nullable Patch<RetentionPolicy> artifactRetentionPolicy,
        @Nullable Patch<Integer> artifactRetentionLimit,
        @Nullable Patch<RetentionPolicy> logRetentionPolicy,
        @Nullable Patch<Integer> logRetentionLimit,
        @Nullable ParameterDelivery parameterDelivery,
        @Nullable ParameterFormat parameterFormat,
        @Nullable OutputFormat outputFormat,
        @Nullable Patch<Integer> timeoutSeconds,
        @Nullable Integer maxRetries,
        @Nullable List<RetryOn> retryOn,
        @Nullable Patch<List<String>> keys,
        @Nullable Patch<JsonNode> httpConfig,
        @Nullable Patch<JsonNode> container) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong */
    void check() {
        var checks = new FieldChecks()
                .optionalText("label", label, 1, 255)
                .optionalText("entrypoint", entrypoint, 1, 1024)
                .range("artifact_retention_limit", Patch.valueOf(artifactRetentionLimit), 1, Integer.MAX_VALUE)
                .range("log_retention_limit", Patch.valueOf(logRetentionLimit), 1, Integer.MAX_VALUE)
                .range("timeout_seconds", Patch.valueOf(timeoutSeconds), 1, Integer.MAX_VALUE)
                .range("max_retries", maxRetries, 0, Integer.MAX_VALUE);
        ComponentChecks.versionConstraint(
                checks, "runtime_version_constraint", Patch.valueOf(runtimeVersionConstraint));
        ComponentChecks.versionConstraints(checks, "required_worker_runtimes", requiredWorkerRuntimes);
        Placements.check(checks, workerSelector, workerTolerations, workerAffinity);
        ComponentChecks.schema(checks, "param_schema", paramSchema);
        ComponentChecks.schema(checks, "out_schema", outSchema);
        ComponentChecks.object(checks, "http_config", Patch.valueOf(httpConfig));
        ComponentChecks.object(checks, "container", Patch.valueOf(container));
        checks.done();
    }

    boolean namesRuntime() {
        return runtime != null || runtimeRef != null;
    }

    /** @param foundRuntime the one that this request names; not looked at if it names none */
    ActionSettings applyTo(ActionSettings current, @Nullable RuntimeId foundRuntime, Placements placements) {
        JsonNode required = current.requiredWorkerRuntimes();
        if (requiredWorkerRuntimes != null) {
            var given = JsonNodeFactory.instance.objectNode();
            requiredWorkerRuntimes.forEach(given::put);
            required = given;
        }
        return new ActionSettings(
                Given.or(label, current.label()),
                Given.orNull(description, current.description()),
                Given.or(entrypoint, current.entrypoint()),
                namesRuntime() ? foundRuntime : current.runtime(),
                Patch.apply(runtimeVersionConstraint, current.runtimeVersionConstraint()),
                required,
                placements.changed(current.placement(), workerSelector, workerTolerations, workerAffinity),
                Given.orNull(Given.json(paramSchema), current.paramSchema()),
                Given.orNull(Given.json(outSchema), current.outSchema()),
                current.workflow(),
                Given.or(accessesMcp, current.accessesMcp()),
                Given.or(defaultExecutionPermissionSetRefs, current.permissionSetRefs()),
                Given.or(parameterDelivery, current.parameterDelivery()),
                Given.or(parameterFormat, current.parameterFormat()),
                Given.or(outputFormat, current.outputFormat()),
                Patch.apply(timeoutSeconds, current.timeoutSeconds()),
                Given.or(maxRetries, current.maxRetries()),
                Given.or(retryOn, current.retryOn()),
                Patch.apply(keys, current.keys()),
                Given.json(Patch.apply(httpConfig, current.httpConfig())),
                Given.json(Patch.apply(container, current.container())),
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
