package io.attune.model.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetryOn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code actions/} (packs.md §3.2).
 *
 * @param runner the ref of the runtime, or its name in lower case when the ref is not known without the catalogue; null for a workflow
 * @param workflowRef the workflow that is the action's body; null for everything that a worker runs
 * @param timeoutSeconds null for the default of the worker
 * @param tags of the workflow that is its body; empty where there is none
 * @param keys null when the file declares none, which differs from an empty list (packs.md §6.3)
 */
public record ActionDefinition(
        String ref,
        String label,
        @Nullable String description,
        String entrypoint,
        @Nullable String runner,
        @Nullable String runtimeVersionConstraint,
        @Nullable String workflowRef,
        @Nullable ObjectNode paramSchema,
        @Nullable ObjectNode outSchema,
        ParameterDelivery parameterDelivery,
        ParameterFormat parameterFormat,
        OutputFormat outputFormat,
        @Nullable Integer timeoutSeconds,
        int maxRetries,
        List<RetryOn> retryOn,
        @Nullable List<String> keys,
        @Nullable JsonNode httpConfig,
        @Nullable JsonNode container,
        JsonNode requiredWorkerRuntimes,
        Placement placement,
        boolean accessesMcp,
        List<String> permissionSetRefs,
        Retention logRetention,
        Retention artifactRetention,
        List<String> tags)
        implements ComponentDefinition {
    public ActionDefinition {
        retryOn = List.copyOf(retryOn);
        keys = keys == null ? null : List.copyOf(keys);
        permissionSetRefs = List.copyOf(permissionSetRefs);
        tags = List.copyOf(tags);
    }
}
