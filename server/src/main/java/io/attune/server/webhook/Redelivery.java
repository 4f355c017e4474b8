package io.attune.server.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.Trigger;
import io.attune.model.event.DeliveryOutcome;
import io.attune.model.event.Event;
import io.attune.model.event.LoggedDelivery;
import io.attune.model.event.ReceivedDelivery;
import io.attune.server.auth.Caller;
import io.attune.server.component.DefinitionLog;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.server.event.TriggersForEvents;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.event.DeliveryLogStore;
import io.attune.store.event.EventStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Delivers once more what was accepted before, from the event that it made: of a delivery itself no content is kept, and what was refused is
 * for its sender to send again.
 */
@Singleton
class Redelivery {
    private final DeliveryLogStore deliveries;
    private final EventStore events;
    private final TriggersForEvents triggers;
    private final DefinitionLog log;
    private final Clock clock;

    @Inject
    Redelivery(
            DeliveryLogStore deliveries,
            EventStore events,
            TriggersForEvents triggers,
            DefinitionLog log,
            Clock clock) {
        this.deliveries = deliveries;
        this.events = events;
        this.triggers = triggers;
        this.log = log;
        this.clock = clock;
    }

    /** What is delivered again. */
    record Again(Trigger trigger, DeliveryLogStore.Row row, Event first) {}

    /**
     * Finds it, and records that somebody wants it again: before the event, which is another transaction, so that there is none without its
     * record.
     *
     * @throws AttuneException 404 if there is no such delivery, 409 if it made no event, or one that is deleted
     */
    Again prepare(Tx tx, Caller by, Trigger trigger, long id) {
        var row = deliveries
                .find(tx, by.scope(), trigger.id(), id)
                .orElseThrow(() -> AttuneException.notFound("Webhook delivery", id));
        var again = new Again(trigger, row, event(tx, by, row));
        log.changed(tx, by, "trigger", trigger.component(), "webhook delivery repeated");
        return again;
    }

    /** The event that is to be made of it. */
    NewEvent event(Again again) {
        return new NewEvent(
                triggers.get(again.trigger().id(), again.trigger().ref()),
                NewEvent.WhenTriggerDiffers.STORE,
                config(again),
                again.first().payload(),
                NewEvent.Source.WEBHOOK,
                null,
                null,
                null,
                (int) Math.min(again.row().logged().delivery().size(), Integer.MAX_VALUE),
                logged(again));
    }

    private Event event(Tx tx, Caller by, DeliveryLogStore.Row row) {
        var made = row.logged().event();
        if (made == null) {
            throw AttuneException.conflict("Delivery " + row.id() + " was "
                    + row.logged().outcome().wire().replace('_', ' ')
                    + " and nothing of its content is kept; let the sender send it again");
        }
        return events.find(tx, by.scope(), made)
                .orElseThrow(() -> AttuneException.conflict(
                        "Event " + made + " of delivery " + row.id() + " is deleted; let the sender send it again"));
    }

    private static @Nullable JsonNode config(Again again) {
        return again.first().config() instanceof ObjectNode config
                ? config.deepCopy().put("redelivery_of", again.row().id())
                : again.first().config();
    }

    private LoggedDelivery logged(Again again) {
        var before = again.row().logged().delivery();
        return new LoggedDelivery(
                new ReceivedDelivery(
                        before.trigger(),
                        before.owner(),
                        before.triggerRef(),
                        before.keyFingerprint(),
                        before.deliveryId(),
                        again.row().id(),
                        null,
                        null,
                        JsonNodeFactory.instance.objectNode(),
                        before.size(),
                        null,
                        clock.instant()),
                DeliveryOutcome.ACCEPTED,
                201,
                null,
                null,
                Duration.ZERO);
    }
}
