package io.attune.store.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import org.jspecify.annotations.Nullable;

/**
 * A trigger, as matching and the webhook receiver need it.
 *
 * @param webhookKeyHash SHA-256 of the key in hexadecimal; null while the webhook is disabled
 * @param payloadSchema what payloads must fit; null when the trigger does not ask for it
 */
public record CatalogTrigger(
        TriggerId id,
        Owner owner,
        String ref,
        boolean enabled,
        @Nullable String webhookKeyHash,
        JsonNode webhookConfig,
        @Nullable JsonNode payloadSchema) {}
