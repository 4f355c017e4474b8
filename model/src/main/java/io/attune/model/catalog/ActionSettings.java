package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.RuntimeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an author says of an action (api-catalog.md §2, packs.md §3.2).
 *
 * @param runtime null for a workflow, or once the runtime is deleted
 * @param requiredWorkerRuntimes an object of version constraints, by runtime
 * @param workflow id of the definition of a workflow; null for everything that a worker runs
 * @param timeoutSeconds seconds; null for the default of the worker
 * @param keys null when none are declared, which differs from an empty list (packs.md §6.3)
 */
public record ActionSettings(
        String label,
        @Nullable String description,
        String entrypoint,
        @Nullable RuntimeId runtime,
        @Nullable String runtimeVersionConstraint,
        JsonNode requiredWorkerRuntimes,
        Placement placement,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        @Nullable Long workflow,
        boolean accessesMcp,
        List<String> permissionSetRefs,
        ParameterDelivery parameterDelivery,
        ParameterFormat parameterFormat,
        OutputFormat outputFormat,
        @Nullable Integer timeoutSeconds,
        int maxRetries,
        List<RetryOn> retryOn,
        @Nullable List<String> keys,
        @Nullable JsonNode httpConfig,
        @Nullable JsonNode container,
        Retention artifactRetention,
        Retention logRetention) {
    public ActionSettings {
        permissionSetRefs = List.copyOf(permissionSetRefs);
        retryOn = List.copyOf(retryOn);
        keys = keys == null ? null : List.copyOf(keys);
    }
}
