package io.attune.server.trigger;

import io.attune.model.catalog.Trigger;
import io.attune.server.auth.Caller;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What a caller may see of a trigger. */
@Singleton
class TriggerViews {
    private final WebhookKeys keys;

    @Inject
    TriggerViews(WebhookKeys keys) {
        this.keys = keys;
    }

    TriggerView of(Caller by, Trigger trigger) {
        boolean mayChange = TriggerResource.ACCESS.mayChange(by, "update", trigger.component());
        return mayChange
                ? TriggerView.of(
                        trigger, keys.shown(trigger).orElse(null), WebhookConfig.shown(trigger.webhookConfig()))
                : TriggerView.of(trigger, null, null);
    }
}
