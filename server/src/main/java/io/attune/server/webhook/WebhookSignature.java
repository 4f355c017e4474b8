package io.attune.server.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.webhook.SignatureScheme;
import io.attune.engine.webhook.SignatureVerdict;
import io.attune.engine.webhook.SignedDelivery;
import io.attune.server.http.AttuneException;
import java.time.Instant;
import java.util.Optional;

/** The signature that a trigger's settings ask for (runtime.md §4). What contradicts itself lets nobody in (FIX-13). */
final class WebhookSignature {
    private WebhookSignature() {}

    /** @throws AttuneException 401 unless the delivery is signed as {@code hmac} says */
    static void require(JsonNode hmac, Optional<String> secret, Delivery delivery, Instant now) {
        var scheme = scheme(hmac)
                .orElseThrow(() -> AttuneException.unauthorized(
                        "This webhook demands signatures, but its provider, algorithm and require_timestamp do not fit"));
        var verdict =
                scheme.check(secret.orElse(""), new SignedDelivery(delivery.body(), delivery::header, now));
        switch (verdict) {
            case SignatureVerdict.Genuine _ -> {}
            case SignatureVerdict.Refused(String reason) -> throw AttuneException.unauthorized(reason);
        }
    }

    private static Optional<SignatureScheme> scheme(JsonNode hmac) {
        return SignatureScheme.named(
                hmac.path("provider").asText("generic"),
                Optional.ofNullable(hmac.path("algorithm").textValue()),
                hmac.path("require_timestamp").booleanValue());
    }
}
