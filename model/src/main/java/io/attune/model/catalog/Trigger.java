package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import org.jspecify.annotations.Nullable;

/**
 * A type of event.
 *
 * @param webhookKey of the credential of its webhook; null while that is disabled
 * @param webhookConfig as stored: a secret in it is encrypted (security.md §7)
 * @param sensor the process that emits it, if one does
 */
public record Trigger(
        Component component,
        TriggerSettings settings,
        @Nullable WebhookKey webhookKey,
        JsonNode webhookConfig,
        @Nullable SensorId sensor,
        @Nullable String sensorRef) {
    public TriggerId id() {
        return new TriggerId(component.id());
    }

    public String ref() {
        return component.ref();
    }

    public boolean webhookEnabled() {
        return webhookKey != null;
    }
}
