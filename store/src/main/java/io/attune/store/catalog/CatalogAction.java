package io.attune.store.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.id.ActionId;
import io.attune.model.id.PackId;
import io.attune.model.id.RuntimeId;
import io.attune.model.schema.FlatSchema;
import io.attune.model.tenant.Owner;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An action, as starting a run of it needs it.
 *
 * @param runtime null when it has none: nothing can run it
 * @param workflow the definition with which the engine runs it; null for what a worker runs
 * @param timeout null for the platform's default
 * @param adhoc whether it was made through the API: a shell entry point is then the script itself
 * @param keys the keys it declares; null when it says nothing about keys
 */
public record CatalogAction(
        ActionId id,
        Owner owner,
        String ref,
        PackId pack,
        String packRef,
        String entrypoint,
        @Nullable RuntimeId runtime,
        @Nullable String runtimeVersionConstraint,
        JsonNode requiredWorkerRuntimes,
        JsonNode workerSelector,
        JsonNode workerTolerations,
        JsonNode workerAffinity,
        FlatSchema paramSchema,
        FlatSchema outSchema,
        @Nullable Long workflow,
        List<String> defaultPermissionSetRefs,
        ParameterDelivery parameterDelivery,
        ParameterFormat parameterFormat,
        OutputFormat outputFormat,
        @Nullable Duration timeout,
        int maxRetries,
        List<String> retryOn,
        @Nullable List<String> keys,
        @Nullable String artifactRetentionPolicy,
        @Nullable Integer artifactRetentionLimit,
        boolean adhoc) {}
