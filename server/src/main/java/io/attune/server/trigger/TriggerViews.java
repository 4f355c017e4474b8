package io.attune.server.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Trigger;
import io.attune.server.auth.Caller;
import io.attune.server.http.PublicUrl;
import io.attune.store.encryption.SealedValueException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller may see of a trigger. */
@Singleton
class TriggerViews {
    private static final Logger log = LoggerFactory.getLogger(TriggerViews.class);

    private final WebhookKeys keys;
    private final PublicUrl url;

    /**
     * The key as it is shown.
     *
     * @param error why there is none although the webhook is open
     */
    private record Key(@Nullable String text, @Nullable String error) {
        static final Key NONE = new Key(null, null);
    }

    @Inject
    TriggerViews(WebhookKeys keys, PublicUrl url) {
        this.keys = keys;
        this.url = url;
    }

    TriggerView of(Caller by, Trigger trigger) {
        boolean mayChange = TriggerResource.ACCESS.mayChange(by, "update", trigger.component());
        return mayChange
                ? view(trigger, key(trigger), WebhookConfig.shown(trigger.webhookConfig()))
                : view(trigger, Key.NONE, null);
    }

    private TriggerView view(Trigger trigger, Key key, @Nullable JsonNode config) {
        var shown = key.text();
        return TriggerView.of(
                trigger,
                shown,
                shown == null
                        ? null
                        : url.configured()
                                .map(base -> base + "/api/v1/webhooks/" + shown)
                                .orElse(null),
                key.error(),
                config);
    }

    /** The key is one field of many: what else there is to say about the trigger does not depend on it. */
    private Key key(Trigger trigger) {
        try {
            return new Key(keys.shown(trigger).orElse(null), null);
        } catch (SealedValueException e) {
            log.warn(
                    "the key of a webhook cannot be shown trigger={}",
                    trigger.component().ref(),
                    e);
            return new Key(
                    null,
                    "The key cannot be decrypted, though deliveries to it still arrive. Restore the master key it was sealed"
                            + " under, or make a new one with POST /api/v1/triggers/"
                            + trigger.component().ref() + "/webhooks/regenerate");
        }
    }
}
