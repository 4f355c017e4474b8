package io.attune.server.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.webhook.SignatureScheme;
import io.attune.model.event.DeliveryOutcome;
import io.attune.server.http.AddressRange;
import io.attune.server.http.AttuneException;
import io.attune.server.trigger.WebhookConfig;
import io.attune.store.catalog.CatalogTrigger;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The checks that a trigger's settings ask for, in the order of D19: size, address, rate, signature. What is switched on but not complete
 * lets nobody in (FIX-13).
 */
@Singleton
final class DeliveryChecks {
    private static final long UNLIMITED = Long.MAX_VALUE - 1;

    private final WebhookConfig secrets;
    private final DeliveryRate rate;
    private final Clock clock;

    @Inject
    DeliveryChecks(WebhookConfig secrets, DeliveryRate rate, Clock clock) {
        this.secrets = secrets;
        this.rate = rate;
        this.clock = clock;
    }

    /**
     * @return how the delivery is signed; nothing when no signature is asked for
     * @throws RefusedDelivery saying why
     */
    Optional<SignatureScheme> check(CatalogTrigger trigger, Delivery delivery) {
        JsonNode config = trigger.webhookConfig();
        if (config.isEmpty()) {
            return Optional.empty();
        }
        size(trigger, delivery);
        address(config.path("ip_whitelist"), delivery);
        rate(trigger, config.path("rate_limit"), delivery);
        JsonNode hmac = config.path("hmac");
        if (!isEnabled(hmac)) {
            return Optional.empty();
        }
        return Optional.of(WebhookSignature.require(
                hmac, secrets.secret(trigger.owner(), trigger.ref(), config), delivery, clock.instant()));
    }

    private static boolean isEnabled(JsonNode section) {
        return section.path("enabled").booleanValue();
    }

    /** The most bytes that the trigger takes; nobody needs to read more. Very many when it does not say. */
    static long sizeLimit(CatalogTrigger trigger) {
        JsonNode limit = trigger.webhookConfig().path("payload_size_limit_kb");
        boolean limited = limit.isIntegralNumber() && limit.canConvertToInt() && limit.intValue() > 0;
        return limited ? limit.intValue() * 1024L : UNLIMITED;
    }

    private static void size(CatalogTrigger trigger, Delivery delivery) {
        long limit = sizeLimit(trigger);
        if (delivery.body().length > limit) {
            throw new RefusedDelivery(
                    DeliveryOutcome.TOO_LARGE,
                    AttuneException.badRequest(
                            "The body is too large: at most " + limit / 1024 + " KiB are accepted by this webhook"));
        }
    }

    private static void address(JsonNode list, Delivery delivery) {
        if (!isEnabled(list)) {
            return;
        }
        boolean listed = false;
        for (JsonNode range : list.path("ips")) {
            try {
                listed |= AddressRange.parse(range.asText()).contains(delivery.address());
            } catch (IllegalArgumentException malformed) {
                // One bad entry makes the whole list unreliable.
                throw refusedAddress();
            }
        }
        if (!listed) {
            throw refusedAddress();
        }
    }

    private static RefusedDelivery refusedAddress() {
        return new RefusedDelivery(
                DeliveryOutcome.ADDRESS_REFUSED,
                AttuneException.forbidden("This webhook accepts no deliveries from your address"));
    }

    private void rate(CatalogTrigger trigger, JsonNode limit, Delivery delivery) {
        long requests = limit.path("requests").asLong();
        long seconds = limit.path("window_seconds").asLong();
        if (!isEnabled(limit) || requests <= 0 || seconds <= 0) {
            return;
        }
        var window = Duration.ofSeconds(Math.min(seconds, Duration.ofDays(1).toSeconds()));
        rate.admit(trigger.id(), delivery.address(), requests, window, clock.instant())
                .ifPresent(wait -> {
                    throw new RefusedDelivery(
                            DeliveryOutcome.RATE_LIMITED,
                            AttuneException.tooManyRequests(
                                    "This webhook accepts " + requests + " deliveries in " + window.toSeconds() + " s",
                                    wait));
                });
    }
}
