package io.attune.server.action;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.ALWAYS;
import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Action;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.catalog.RetryOn;
import io.attune.model.id.PackId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An action with everything (api-catalog.md §2). */
@Schema(name = "Action")
record ActionView(
        @JsonUnwrapped Summary summary,
        long pack,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        boolean isAdhoc) {

    /** An action as lists show it. */
    @Schema(name = "ActionSummary")
    @JsonInclude(NON_NULL)
    record Summary(
            long id,
            String ref,
            String packRef,
            String label,
            @JsonInclude(ALWAYS) @Nullable String description,
            String entrypoint,
            @JsonInclude(ALWAYS) @Nullable Long runtime,
            @Nullable String runtimeRef,
            @Nullable String runtimeVersionConstraint,
            @JsonInclude(NON_EMPTY) JsonNode requiredWorkerRuntimes,
            @JsonInclude(NON_EMPTY) JsonNode workerSelector,
            @JsonInclude(NON_EMPTY) JsonNode workerTolerations,
            @JsonInclude(NON_EMPTY) JsonNode workerAffinity,
            @Nullable Long workflowDef,
            boolean accessesMcp,
            @JsonInclude(NON_EMPTY) List<String> defaultExecutionPermissionSetRefs,
            @Nullable RetentionPolicy artifactRetentionPolicy,
            @Nullable Integer artifactRetentionLimit,
            @Nullable RetentionPolicy logRetentionPolicy,
            @Nullable Integer logRetentionLimit,
            ParameterDelivery parameterDelivery,
            ParameterFormat parameterFormat,
            OutputFormat outputFormat,
            @Nullable Integer timeoutSeconds,
            int maxRetries,
            List<RetryOn> retryOn,
            @Nullable List<String> keys,
            @Nullable JsonNode httpConfig,
            @Nullable JsonNode container,
            Instant created,
            Instant updated) {
        static Summary of(Action action) {
            var component = action.component();
            var settings = action.settings();
            var runtime = settings.runtime();
            return new Summary(
                    component.id(),
                    component.ref(),
                    Objects.requireNonNull(component.packRef(), "an action has a pack"),
                    settings.label(),
                    settings.description(),
                    settings.entrypoint(),
                    runtime == null ? null : runtime.value(),
                    action.runtimeRef(),
                    settings.runtimeVersionConstraint(),
                    settings.requiredWorkerRuntimes(),
                    settings.placement().selector(),
                    settings.placement().tolerations(),
                    settings.placement().affinity(),
                    settings.workflow(),
                    settings.accessesMcp(),
                    settings.permissionSetRefs(),
                    settings.artifactRetention().policy(),
                    settings.artifactRetention().limit(),
                    settings.logRetention().policy(),
                    settings.logRetention().limit(),
                    settings.parameterDelivery(),
                    settings.parameterFormat(),
                    settings.outputFormat(),
                    settings.timeoutSeconds(),
                    settings.maxRetries(),
                    settings.retryOn(),
                    settings.keys(),
                    settings.httpConfig(),
                    settings.container(),
                    component.created(),
                    component.updated());
        }
    }

    /** An action as search finds it. */
    @Schema(name = "ActionHit")
    @JsonInclude(NON_NULL)
    record Hit(
            String ref,
            String packRef,
            String label,
            @Nullable String description,
            @Nullable String runtimeRef,
            boolean isWorkflow,
            boolean accessesMcp) {
        static Hit of(Action action) {
            var settings = action.settings();
            return new Hit(
                    action.ref(),
                    Objects.requireNonNull(action.component().packRef(), "an action has a pack"),
                    settings.label(),
                    settings.description(),
                    action.runtimeRef(),
                    settings.workflow() != null,
                    settings.accessesMcp());
        }
    }

    static ActionView of(Action action) {
        PackId pack = Objects.requireNonNull(action.component().pack(), "an action has a pack");
        return new ActionView(
                Summary.of(action),
                pack.value(),
                action.settings().paramSchema(),
                action.settings().outSchema(),
                action.component().adhoc());
    }
}
