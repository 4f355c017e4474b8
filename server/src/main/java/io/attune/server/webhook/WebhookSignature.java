package io.attune.server.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.webhook.SignatureScheme;
import io.attune.engine.webhook.SignatureVerdict;
import io.attune.engine.webhook.SignedDelivery;
import io.attune.model.event.DeliveryOutcome;
import io.attune.server.http.AttuneException;
import io.attune.server.trigger.WebhookConfig;
import java.time.Instant;
import java.util.Optional;

/** The signature that a trigger's settings ask for (runtime.md §4). What contradicts itself lets nobody in (FIX-13). */
final class WebhookSignature {
    private WebhookSignature() {}

    /** @throws RefusedDelivery unless the delivery is signed as {@code hmac} says */
    static SignatureScheme require(JsonNode hmac, Optional<String> secret, Delivery delivery, Instant now) {
        var scheme = WebhookConfig.scheme(hmac)
                .orElseThrow(
                        () -> refused(
                                "This webhook demands signatures, but its provider, algorithm and require_timestamp do not fit"));
        return switch (scheme.check(secret.orElse(""), new SignedDelivery(delivery.body(), delivery::header, now))) {
            case SignatureVerdict.Genuine _ -> scheme;
            case SignatureVerdict.Refused(String reason) -> throw refused(reason);
        };
    }

    private static RefusedDelivery refused(String reason) {
        return new RefusedDelivery(DeliveryOutcome.SIGNATURE_REFUSED, AttuneException.unauthorized(reason));
    }
}
