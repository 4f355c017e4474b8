package io.attune.server.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.server.auth.Permit;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.ingest.Ingest;
import io.attune.server.drive.ingest.IngestRefused;
import io.attune.server.drive.ingest.IngestedEvent;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.server.http.AttuneException;
import io.attune.server.http.ClientAddress;
import io.attune.server.http.Data;
import io.attune.server.http.RequestBody;
import io.attune.store.catalog.CatalogTrigger;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Receives webhooks (runtime.md §4): looks only at memory until the event is stored. */
@Path("/api/v1/webhooks")
@Tag(name = "webhooks")
@RunOnVirtualThread
public class WebhookReceiver {
    private static final int LONGEST_DELIVERY_ID = 255;
    private static final int ATTEMPTS = 3;
    private static final DateTimeFormatter RECEIVED_AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

    private final Catalog catalog;
    private final DeliveryChecks checks;
    private final Ingest ingest;
    private final ClientAddress clientAddress;
    private final RequestBody requestBody;
    private final ObjectReader json;
    private final Clock clock;

    @Inject
    WebhookReceiver(
            Catalog catalog,
            DeliveryChecks checks,
            Ingest ingest,
            ClientAddress clientAddress,
            RequestBody requestBody,
            ObjectMapper json,
            Clock clock) {
        this.catalog = catalog;
        this.checks = checks;
        this.ingest = ingest;
        this.clientAddress = clientAddress;
        this.requestBody = requestBody;
        this.json = json.reader();
        this.clock = clock;
    }

    /** The answer to a delivery; the same for a repetition. */
    public record WebhookAccepted(long eventId, String triggerRef, Instant receivedAt, String message) {}

    @POST
    @Path("/{webhook_key}")
    @Permit.Open("senders know no tokens: the key is the credential")
    @Operation(operationId = "receive_webhook")
    public Data<WebhookAccepted> receive(
            @PathParam("webhook_key") String key, InputStream body, @Context HttpServerRequest request) {
        // The body of a stranger without a key is not even read.
        CatalogTrigger trigger = trigger(key, 1);
        var delivery = new Delivery(
                requestBody.read(body, DeliveryChecks.sizeLimit(trigger)),
                clientAddress.of(request),
                request::getHeader);
        for (int attempt = 1; ; trigger = trigger(key, ++attempt)) {
            Optional<Boolean> signed = checks.check(trigger, delivery);
            try {
                IngestedEvent ingested = ingest.submit(event(trigger, key, delivery, signed));
                return Data.of(new WebhookAccepted(
                        ingested.id().value(), trigger.ref(), ingested.received(), "Webhook received successfully"));
            } catch (IngestRefused e) {
                if (e.reason() != IngestRefused.Reason.TRIGGER_CHANGED || attempt == ATTEMPTS) {
                    throw refusal(e);
                }
                // Key, addresses or signature are others now: what was checked counts no more.
            }
        }
    }

    /** A key unknown to this process may be a moment old, and so may be what it knows after a refusal. */
    private CatalogTrigger trigger(String key, int attempt) {
        Optional<CatalogTrigger> known =
                attempt == 1 ? catalog.current().findTriggerByWebhookKey(key) : Optional.empty();
        return known.or(() -> catalog.refresh().findTriggerByWebhookKey(key))
                .filter(CatalogTrigger::enabled)
                .orElseThrow(() -> AttuneException.notFound("Webhook", fingerprint(key)));
    }

    private NewEvent event(CatalogTrigger trigger, String key, Delivery delivery, Optional<Boolean> signed) {
        DeliveryBody body = DeliveryBody.read(json, delivery, requestBody.share());
        return new NewEvent(
                trigger,
                NewEvent.WhenTriggerDiffers.REFUSE,
                config(key, delivery, body, signed),
                body.payload(),
                NewEvent.Source.WEBHOOK,
                null,
                null,
                deliveryId(delivery),
                delivery.body().length);
    }

    private JsonNode config(String key, Delivery delivery, DeliveryBody body, Optional<Boolean> signed) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("source", "webhook");
        config.put("webhook_key", fingerprint(key));
        config.put("received_at", RECEIVED_AT.format(clock.instant()));
        if (body.headers() != null) {
            config.set("headers", body.headers());
        }
        config.put("source_ip", body.sourceIp() == null ? delivery.address() : body.sourceIp());
        Optional.ofNullable(body.userAgent())
                .or(() -> delivery.header("User-Agent"))
                .ifPresent(agent -> config.put("user_agent", agent));
        signed.ifPresent(verified -> config.put("hmac_verified", verified));
        return config;
    }

    private static @Nullable String deliveryId(Delivery delivery) {
        var id = delivery.header("Idempotency-Key")
                .or(() -> delivery.header("X-Webhook-Delivery"))
                .or(() -> delivery.header("X-GitHub-Delivery"));
        id.filter(text -> text.length() > LONGEST_DELIVERY_ID).ifPresent(_ -> {
            throw AttuneException.badRequest("A delivery id has at most " + LONGEST_DELIVERY_ID + " characters");
        });
        return id.orElse(null);
    }

    private static AttuneException refusal(IngestRefused refused) {
        String message = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case OVERLOADED, TRIGGER_CHANGED -> AttuneException.tooManyRequests(message, Duration.ofSeconds(1));
            case NOT_STORABLE -> AttuneException.badRequest(message);
        };
    }

    /** Tells two keys apart without giving either away (FIX-13). */
    private static String fingerprint(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
