package io.attune.store.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import org.jspecify.annotations.Nullable;

/**
 * A trigger, as matching and the webhook receiver need it.
 *
 * @param webhookKey null while the webhook is disabled
 */
public record CatalogTrigger(
        TriggerId id,
        Owner owner,
        String ref,
        boolean enabled,
        @Nullable String webhookKey,
        JsonNode webhookConfig) {}
