package io.attune.server.webhook;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.Violation;
import io.attune.model.event.DeliveryOutcome;
import io.attune.server.auth.Permit;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.ingest.Ingest;
import io.attune.server.drive.ingest.IngestRefused;
import io.attune.server.drive.ingest.IngestedEvent;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.server.event.EventSubmission;
import io.attune.server.http.AttuneException;
import io.attune.server.http.ClientAddress;
import io.attune.server.http.ErrorCode;
import io.attune.server.http.RequestBody;
import io.attune.server.trigger.WebhookConfig;
import io.attune.server.trigger.WebhookKeys;
import io.attune.store.catalog.CatalogTrigger;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Receives webhooks (runtime.md §4): looks only at memory until the event is stored. */
@Path("/api/v1/webhooks")
@Tag(name = "webhooks")
@RunOnVirtualThread
public class WebhookReceiver {
    private static final int LONGEST_DELIVERY_ID = 255;
    private static final int ATTEMPTS = 3;
    private static final int TOO_LARGE = 413;
    private static final int FINGERPRINT_DIGITS = 16;
    private static final DateTimeFormatter RECEIVED_AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

    private final Catalog catalog;
    private final DeliveryChecks checks;
    private final LookUps lookUps;
    private final Ingest ingest;
    private final DeliveryLog log;
    private final ClientAddress clientAddress;
    private final RequestBody requestBody;
    private final ObjectReader json;
    private final Clock clock;

    @Inject
    WebhookReceiver(
            Catalog catalog,
            DeliveryChecks checks,
            LookUps lookUps,
            Ingest ingest,
            DeliveryLog log,
            ClientAddress clientAddress,
            RequestBody requestBody,
            ObjectMapper json,
            Clock clock) {
        this.catalog = catalog;
        this.checks = checks;
        this.lookUps = lookUps;
        this.ingest = ingest;
        this.log = log;
        this.clientAddress = clientAddress;
        this.requestBody = requestBody;
        this.json = json.reader();
        this.clock = clock;
    }

    /** What became of a delivery; the same for a repetition. */
    public record WebhookAccepted(long eventId, String triggerRef, Instant receivedAt, String message) {}

    /** The answer to a delivery. */
    public record WebhookAnswer(
            @JsonInclude(NON_NULL) @Nullable WebhookAccepted data,

            @Schema(description = "In place of data: what a sender asked to read back to see that the address is right")
            @JsonInclude(NON_NULL)
            @Nullable
            String challenge) {}

    @POST
    @Path("/{webhook_key}")
    @Permit.Open("senders know no tokens: the key is the credential")
    @Operation(operationId = "receive_webhook")
    public WebhookAnswer receive(
            @PathParam("webhook_key") String key, InputStream body, @Context HttpServerRequest request) {
        String hash = WebhookKeys.hash(key);
        var address = clientAddress.of(request);
        var trigger = trigger(hash, address).orElseThrow(() -> {
            log.addUnknown();
            return unknown(hash);
        });
        var reception = new Reception(trigger, fingerprint(hash), address, request::getHeader, clock.instant());
        try {
            requireEnabled(trigger, hash);
            // The body of a stranger without a key is not even read.
            var delivery = new Delivery(read(body, trigger), address, request::getHeader);
            reception.read(delivery.body());
            return takeBySettingsOfNow(hash, trigger, delivery, reception);
        } catch (RefusedDelivery refused) {
            log.add(reception.refused(refused));
            throw refused.answer();
        }
    }

    private byte[] read(InputStream body, CatalogTrigger trigger) {
        try {
            return requestBody.read(body, DeliveryChecks.sizeLimit(trigger));
        } catch (AttuneException e) {
            throw unreadable(e);
        } catch (WebApplicationException e) {
            throw e.getResponse().getStatus() == TOO_LARGE ? RefusedDelivery.tooLarge(e) : e;
        }
    }

    /** What this process knows of a trigger may be a moment old: it refuses nothing by what it knew a moment ago. */
    private WebhookAnswer takeBySettingsOfNow(
            String hash, CatalogTrigger known, Delivery delivery, Reception reception) {
        try {
            return take(hash, known, delivery, reception);
        } catch (RefusedDelivery refused) {
            boolean flood = refused.outcome() == DeliveryOutcome.RATE_LIMITED
                    || refused.outcome() == DeliveryOutcome.NOT_STORED
                    || lookUps.admit(delivery.address(), clock.instant()).isPresent();
            // A body that is too large was read only as far as the known limit: whatever is allowed now, it is not
            // these bytes.
            if (flood || refused.outcome() == DeliveryOutcome.TOO_LARGE) {
                throw refused;
            }
            var latest = catalog.refresh()
                    .findTriggerByWebhookKey(hash)
                    .filter(now -> !now.equals(known))
                    .orElseThrow(() -> refused);
            requireEnabled(latest, hash);
            return take(hash, latest, delivery, reception);
        }
    }

    private WebhookAnswer take(String hash, CatalogTrigger found, Delivery delivery, Reception reception) {
        var trigger = found;
        for (int attempt = 1; ; attempt++) {
            var scheme = checks.check(trigger, delivery);
            reception.checked(scheme.isPresent() ? true : null);
            var body = body(trigger, delivery);
            var challenge = scheme.flatMap(known -> known.challenge(body.payload()));
            if (challenge.isPresent()) {
                log.add(reception.challenged());
                return new WebhookAnswer(null, challenge.get());
            }
            String id = scheme.flatMap(known -> known.signedId(body.payload()))
                    .or(() -> headerId(delivery))
                    .orElse(null);
            reception.named(id);
            try {
                return accepted(trigger, ingest.submit(event(trigger, hash, delivery, body, reception, id)), reception);
            } catch (IngestRefused e) {
                if (e.reason() != IngestRefused.Reason.TRIGGER_CHANGED || attempt == ATTEMPTS) {
                    throw refusal(e);
                }
                // Key, addresses or signature are others now: what was checked counts no more.
                trigger = catalog.refresh().findTriggerByWebhookKey(hash).orElseThrow(() -> unknown(hash));
                requireEnabled(trigger, hash);
            }
        }
    }

    private WebhookAnswer accepted(CatalogTrigger trigger, IngestedEvent ingested, Reception reception) {
        switch (ingested) {
            case IngestedEvent.Stored _ -> log.addStored();
            case IngestedEvent.Repeated repeated -> log.add(reception.repeated(repeated.id()));
        }
        return new WebhookAnswer(
                new WebhookAccepted(
                        ingested.id().value(), trigger.ref(), ingested.received(), "Webhook received successfully"),
                null);
    }

    /** A key unknown to this process may be a moment old. */
    private Optional<CatalogTrigger> trigger(String hash, String address) {
        var known = catalog.current().findTriggerByWebhookKey(hash);
        if (known.isPresent()) {
            return known;
        }
        lookUps.admit(address, clock.instant()).ifPresent(wait -> {
            throw AttuneException.tooManyRequests("Too many deliveries with unknown keys", wait);
        });
        return catalog.refresh().findTriggerByWebhookKey(hash);
    }

    private static AttuneException unknown(String hash) {
        return AttuneException.notFound("Webhook", fingerprint(hash));
    }

    /** Answered like an unknown key. */
    private static void requireEnabled(CatalogTrigger trigger, String hash) {
        if (!trigger.enabled()) {
            throw new RefusedDelivery(DeliveryOutcome.DISABLED, "The trigger is disabled", unknown(hash));
        }
    }

    private DeliveryBody body(CatalogTrigger trigger, Delivery delivery) {
        try {
            return WebhookConfig.takesRawBodies(trigger.webhookConfig())
                    ? DeliveryBody.raw(delivery, requestBody.share())
                    : DeliveryBody.read(json, delivery, requestBody.share());
        } catch (AttuneException e) {
            throw unreadable(e);
        }
    }

    private static RefusedDelivery unreadable(AttuneException e) {
        // What follows the colon may quote the body.
        String reason = String.valueOf(e.getMessage()).split(":", 2)[0];
        boolean busy = e.code() == ErrorCode.SERVICE_UNAVAILABLE;
        return new RefusedDelivery(busy ? DeliveryOutcome.NOT_STORED : DeliveryOutcome.MALFORMED, reason, e);
    }

    private NewEvent event(
            CatalogTrigger trigger,
            String hash,
            Delivery delivery,
            DeliveryBody body,
            Reception reception,
            @Nullable String id) {
        return new NewEvent(
                trigger,
                NewEvent.WhenTriggerDiffers.REFUSE,
                config(hash, delivery, body, reception),
                body.payload(),
                NewEvent.Source.WEBHOOK,
                null,
                null,
                id,
                delivery.body().length,
                reception.accepted());
    }

    private static JsonNode config(String hash, Delivery delivery, DeliveryBody body, Reception reception) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("source", "webhook");
        config.put("webhook_key", fingerprint(hash));
        config.put("received_at", RECEIVED_AT.format(reception.received()));
        if (body.headers() != null) {
            config.set("headers", body.headers());
        }
        // What was seen; what the sender says of itself stands beside it (security.md §6).
        config.put("source_ip", delivery.address());
        delivery.header("User-Agent").ifPresent(agent -> config.put("user_agent", agent));
        if (body.sourceIp() != null) {
            config.put("claimed_source_ip", body.sourceIp());
        }
        if (body.userAgent() != null) {
            config.put("claimed_user_agent", body.userAgent());
        }
        Boolean signed = reception.signed();
        if (signed != null) {
            config.put("hmac_verified", signed);
        }
        return config;
    }

    private static Optional<String> headerId(Delivery delivery) {
        var id = delivery.header("Idempotency-Key")
                .or(() -> delivery.header("X-Webhook-Delivery"))
                .or(() -> delivery.header("X-GitHub-Delivery"));
        id.filter(text -> text.length() > LONGEST_DELIVERY_ID).ifPresent(_ -> {
            throw unreadable(
                    AttuneException.badRequest("A delivery id has at most " + LONGEST_DELIVERY_ID + " characters"));
        });
        return id;
    }

    private static RefusedDelivery refusal(IngestRefused refused) {
        String message = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case OVERLOADED, TRIGGER_CHANGED ->
                new RefusedDelivery(
                        DeliveryOutcome.NOT_STORED, AttuneException.tooManyRequests(message, Duration.ofSeconds(1)));
            case NOT_STORABLE -> new RefusedDelivery(DeliveryOutcome.MALFORMED, AttuneException.badRequest(message));
            case PAYLOAD_UNFIT -> {
                var fields = refused.violations().stream()
                        .map(Violation::parameter)
                        .distinct()
                        .toList();
                // The full findings may quote the payload.
                yield new RefusedDelivery(
                        DeliveryOutcome.PAYLOAD_REFUSED,
                        message + ": " + String.join(", ", fields),
                        EventSubmission.unfit(refused));
            }
        };
    }

    /** Tells two keys apart without giving either away (FIX-13). */
    private static String fingerprint(String hash) {
        return "sha256:" + hash.substring(0, FINGERPRINT_DIGITS);
    }
}
