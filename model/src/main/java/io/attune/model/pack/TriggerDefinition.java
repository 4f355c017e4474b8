package io.attune.model.pack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code triggers/} (packs.md §3.3).
 *
 * @param paramSchema of a rule's {@code trigger_params}
 * @param outSchema of the event payload
 * @param validatePayload whether events whose payload does not fit are refused
 */
public record TriggerDefinition(
        String ref,
        String label,
        @Nullable String description,
        boolean enabled,
        @Nullable ObjectNode paramSchema,
        @Nullable ObjectNode outSchema,
        boolean validatePayload)
        implements ComponentDefinition {}
