package io.attune.server.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.event.DeliveryOutcome;
import io.attune.store.event.DeliveryLogStore;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A delivery to a webhook and what became of it (runtime.md §1.3 {@code webhook_event_log}).
 *
 * @param webhookKey fingerprint of the key
 * @param outcome in a word; {@code errorMessage} says more of a refusal
 * @param event that it made, or that an earlier one of its {@code deliveryId} had made
 * @param redeliveryOf the delivery that was delivered again by hand
 * @param ipAllowed false for {@code address_refused}
 * @param processingTimeMs from the arrival to the decision
 */
@Schema(name = "WebhookDelivery")
record DeliveryView(
        long id,
        long trigger,
        String triggerRef,
        String webhookKey,
        DeliveryOutcome outcome,
        int statusCode,
        @Nullable String errorMessage,
        @Nullable Long event,
        @Nullable String deliveryId,
        @Nullable Long redeliveryOf,
        @Nullable String sourceIp,
        @Nullable String userAgent,
        JsonNode headers,
        long payloadSizeBytes,
        @Nullable Boolean hmacVerified,
        boolean rateLimited,
        @Nullable Boolean ipAllowed,
        double processingTimeMs,
        Instant receivedAt) {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    static DeliveryView of(DeliveryLogStore.Row row) {
        var logged = row.logged();
        var delivery = logged.delivery();
        var event = logged.event();
        return new DeliveryView(
                row.id(),
                delivery.trigger().value(),
                delivery.triggerRef(),
                delivery.keyFingerprint(),
                logged.outcome(),
                logged.status(),
                logged.message(),
                event == null ? null : event.value(),
                delivery.deliveryId(),
                delivery.redeliveryOf(),
                delivery.sourceIp(),
                delivery.userAgent(),
                delivery.headers(),
                delivery.size(),
                delivery.signed(),
                logged.outcome() == DeliveryOutcome.RATE_LIMITED,
                logged.outcome() == DeliveryOutcome.ADDRESS_REFUSED ? false : null,
                logged.took().toNanos() / NANOS_PER_MILLISECOND,
                delivery.received());
    }
}
