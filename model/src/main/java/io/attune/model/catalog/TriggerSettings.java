package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What an author says of a trigger (api-catalog.md §6.1, packs.md §3.3); webhooks are apart.
 *
 * @param paramSchema of a rule's {@code trigger_params}
 * @param outSchema of the payload of events
 * @param validatePayload whether events whose payload does not fit are refused
 */
public record TriggerSettings(
        String label,
        @Nullable String description,
        boolean enabled,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        boolean validatePayload) {}
