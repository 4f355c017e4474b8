package io.attune.server.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.event.DeliveryOutcome;
import io.attune.model.event.LoggedDelivery;
import io.attune.model.event.ReceivedDelivery;
import io.attune.model.id.EventId;
import io.attune.store.catalog.CatalogTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the log will say of one request to the receiver, as far as it is known yet. Used by the thread of the request. */
final class Reception {
    /** They tell senders' events apart. Everything that is a credential, a signature or could be one stays out. */
    private static final List<String> KEPT_HEADERS = List.of(
            "Content-Type",
            "X-GitHub-Event",
            "X-GitHub-Hook-ID",
            "X-Gitlab-Event",
            "X-Gitlab-Instance",
            "X-Slack-Retry-Num",
            "X-Slack-Retry-Reason");

    private static final int LONGEST_HEADER = 200;

    private final CatalogTrigger trigger;
    private final String keyFingerprint;
    private final String address;
    private final Function<String, @Nullable String> headers;
    private final Instant received;
    private final long startNanos = System.nanoTime();

    private long size;
    private @Nullable Boolean signed;
    private @Nullable String deliveryId;

    Reception(
            CatalogTrigger trigger,
            String keyFingerprint,
            String address,
            Function<String, @Nullable String> headers,
            Instant received) {
        this.trigger = trigger;
        this.keyFingerprint = keyFingerprint;
        this.address = address;
        this.headers = headers;
        this.received = received;
    }

    Instant received() {
        return received;
    }

    void read(byte[] body) {
        size = body.length;
    }

    /** @param fits whether the signature that is asked for fits; null when none is */
    void checked(@Nullable Boolean fits) {
        signed = fits;
    }

    @Nullable
    Boolean signed() {
        return signed;
    }

    void named(@Nullable String id) {
        deliveryId = id;
    }

    /** The event's id is added when it is stored. */
    LoggedDelivery accepted() {
        return logged(DeliveryOutcome.ACCEPTED, 200, null, null);
    }

    LoggedDelivery repeated(EventId event) {
        return logged(DeliveryOutcome.REPEATED, 200, null, event);
    }

    LoggedDelivery challenged() {
        return logged(DeliveryOutcome.CHALLENGED, 200, null, null);
    }

    LoggedDelivery refused(RefusedDelivery refused) {
        if (refused.outcome() == DeliveryOutcome.SIGNATURE_REFUSED) {
            signed = false;
        }
        return logged(refused.outcome(), refused.status(), refused.reason(), null);
    }

    private LoggedDelivery logged(
            DeliveryOutcome outcome, int status, @Nullable String message, @Nullable EventId event) {
        return new LoggedDelivery(
                new ReceivedDelivery(
                        trigger.id(),
                        trigger.owner(),
                        trigger.ref(),
                        keyFingerprint,
                        deliveryId,
                        null,
                        address,
                        headers.apply("User-Agent"),
                        kept(),
                        size,
                        signed,
                        received),
                outcome,
                status,
                message,
                event,
                Duration.ofNanos(System.nanoTime() - startNanos));
    }

    private ObjectNode kept() {
        var kept = JsonNodeFactory.instance.objectNode();
        for (String name : KEPT_HEADERS) {
            String value = headers.apply(name);
            if (value != null) {
                kept.put(name, value.length() > LONGEST_HEADER ? value.substring(0, LONGEST_HEADER) : value);
            }
        }
        return kept;
    }
}
