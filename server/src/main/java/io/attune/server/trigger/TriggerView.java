package io.attune.server.trigger;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Trigger;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A trigger with everything (api-catalog.md §6.1).
 *
 * @param webhookKey and its companions are shown to those who may change the trigger (SEC-10)
 * @param webhookUrl where senders deliver, if the platform was told how they reach it ({@code server.public_url})
 * @param webhookKeyError why there is no key to show although the webhook is open
 */
@Schema(name = "Trigger")
record TriggerView(
        long id,
        String ref,
        @Nullable Long pack,
        @Nullable String packRef,
        String label,
        @Nullable String description,
        boolean enabled,
        @Nullable JsonNode paramSchema,
        @Nullable JsonNode outSchema,
        boolean validatePayload,
        boolean webhookEnabled,
        @JsonInclude(NON_NULL) @Nullable String webhookKey,
        @JsonInclude(NON_NULL) @Nullable String webhookUrl,
        @JsonInclude(NON_NULL) @Nullable String webhookKeyError,
        @JsonInclude(NON_NULL) @Nullable JsonNode webhookConfig,
        boolean isAdhoc,
        @JsonInclude(NON_NULL) @Nullable Long sensor,
        @JsonInclude(NON_NULL) @Nullable String sensorRef,
        Instant created,
        Instant updated) {

    /** A trigger as lists show it. */
    @Schema(name = "TriggerSummary")
    record Summary(
            long id,
            String ref,
            @Nullable String packRef,
            String label,
            @Nullable String description,
            boolean enabled,
            boolean webhookEnabled,
            Instant created,
            Instant updated) {
        static Summary of(Trigger trigger) {
            var component = trigger.component();
            return new Summary(
                    component.id(),
                    component.ref(),
                    component.packRef(),
                    trigger.settings().label(),
                    trigger.settings().description(),
                    trigger.settings().enabled(),
                    trigger.webhookEnabled(),
                    component.created(),
                    component.updated());
        }
    }

    static TriggerView of(
            Trigger trigger,
            @Nullable String webhookKey,
            @Nullable String webhookUrl,
            @Nullable String webhookKeyError,
            @Nullable JsonNode webhookConfig) {
        var component = trigger.component();
        var settings = trigger.settings();
        var pack = component.pack();
        var sensor = trigger.sensor();
        return new TriggerView(
                component.id(),
                component.ref(),
                pack == null ? null : pack.value(),
                component.packRef(),
                settings.label(),
                settings.description(),
                settings.enabled(),
                settings.paramSchema(),
                settings.outSchema(),
                settings.validatePayload(),
                trigger.webhookEnabled(),
                webhookKey,
                webhookUrl,
                webhookKeyError,
                webhookConfig,
                component.adhoc(),
                sensor == null ? null : sensor.value(),
                trigger.sensorRef(),
                component.created(),
                component.updated());
    }
}
