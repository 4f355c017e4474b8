package io.attune.server.drive.ingest;

import io.attune.model.event.Event;
import io.attune.model.event.LoggedDelivery;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import io.attune.server.catalog.Catalog;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.catalog.CompiledRule;
import io.attune.server.drive.dispatch.Enqueue;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.event.DeliveryStore;
import io.attune.store.event.EnforcementStore;
import io.attune.store.event.EvaluationErrorStore;
import io.attune.store.event.EventStore;
import io.attune.store.key.AmbientKeyStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes arrivals and all that follows from them: events, enforcements, executions with their queue rows, evaluation errors. A crash
 * between any two of its statements leaves nothing behind; after the commit nothing is missing (design.md §4 step 3).
 */
@Singleton
public final class EventBatch {
    private final Catalog catalog;
    private final AmbientKeyStore keys;
    private final EventStore events;
    private final EnforcementStore enforcements;
    private final EvaluationErrorStore errors;
    private final DeliveryStore deliveries;
    private final Enqueue enqueue;
    private final EventMeters meters;

    @Inject
    EventBatch(
            Catalog catalog,
            AmbientKeyStore keys,
            EventStore events,
            EnforcementStore enforcements,
            EvaluationErrorStore errors,
            DeliveryStore deliveries,
            Enqueue enqueue,
            EventMeters meters) {
        this.catalog = catalog;
        this.keys = keys;
        this.events = events;
        this.enforcements = enforcements;
        this.errors = errors;
        this.deliveries = deliveries;
        this.enqueue = enqueue;
        this.meters = meters;
    }

    /** What became of one arrival, once the transaction commits. */
    public sealed interface Outcome {
        record Ingested(IngestedEvent event) implements Outcome {}

        record Refused(IngestRefused reason) implements Outcome {}
    }

    /** @return one outcome per arrival, in their order */
    public List<Outcome> write(Tx tx, List<NewEvent> arrivals) {
        var start = events.begin(tx, arrivals.size());
        // A rule changed before this line is seen; one that changes later waits for this transaction.
        CatalogSnapshot snapshot = catalog.at(tx, start.catalogVersion());

        Map<DeliveryStore.Key, DeliveryStore.Holder> holders = claimDeliveries(tx, snapshot, arrivals, start);
        List<Outcome> outcomes = new ArrayList<>(arrivals.size());
        List<Event> fresh = new ArrayList<>(arrivals.size());
        List<LoggedDelivery> logged = new ArrayList<>();
        for (int i = 0; i < arrivals.size(); i++) {
            NewEvent arrival = arrivals.get(i);
            EventId id = start.ids().get(i);
            DeliveryStore.Holder holder = arrival.deliveryId() == null ? null : holders.get(key(arrival));
            if (hasStaleTrigger(snapshot, arrival)) {
                outcomes.add(new Outcome.Refused(new IngestRefused(
                        IngestRefused.Reason.TRIGGER_CHANGED,
                        "trigger '" + arrival.trigger().ref() + "' was changed meanwhile")));
            } else if (holder != null && !holder.event().equals(id)) {
                outcomes.add(new Outcome.Ingested(new IngestedEvent.Repeated(holder.event(), holder.received())));
            } else {
                Event event = event(snapshot, arrival, id, start.now());
                fresh.add(event);
                if (arrival.delivery() != null) {
                    logged.add(arrival.delivery().of(id));
                }
                outcomes.add(new Outcome.Ingested(new IngestedEvent.Stored(event)));
            }
        }
        if (!fresh.isEmpty()) {
            react(tx, snapshot, fresh, logged);
        }
        return outcomes;
    }

    private void react(Tx tx, CatalogSnapshot snapshot, List<Event> fresh, List<LoggedDelivery> logged) {
        events.insertAll(tx, fresh, logged);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.Rows(
                "event_created", fresh.stream().map(event -> event.id().value()).toList()));
        Reactions reactions =
                new Reactions(snapshot, new RuleKeys(keys, tx), collected -> write(tx, collected, changes));
        fresh.forEach(reactions::add);
        reactions.handOver();
        Changes.announce(tx, changes);
        tx.afterCommit(() -> meters.stored(fresh));
    }

    private void write(Tx tx, Reactions reactions, List<Change> changes) {
        if (!reactions.enforcements().isEmpty()) {
            var ids = enforcements.insertAll(tx, reactions.enforcements());
            changes.add(new Change.Rows(
                    "enforcement_created", ids.stream().map(id -> id.value()).toList()));
            var _ = enqueue.enqueue(tx, reactions.executions(ids), Initiator.RULE);
        }
        if (!reactions.errors().isEmpty()) {
            errors.insertAll(tx, reactions.errors());
        }
    }

    /** Within a batch, too, the first of equal deliveries makes the event. */
    private Map<DeliveryStore.Key, DeliveryStore.Holder> claimDeliveries(
            Tx tx, CatalogSnapshot snapshot, List<NewEvent> arrivals, EventStore.Start start) {
        Map<DeliveryStore.Key, DeliveryStore.Claim> claims = new HashMap<>();
        for (int i = 0; i < arrivals.size(); i++) {
            NewEvent arrival = arrivals.get(i);
            if (arrival.deliveryId() != null && !hasStaleTrigger(snapshot, arrival)) {
                EventId event = start.ids().get(i);
                claims.computeIfAbsent(key(arrival), key -> new DeliveryStore.Claim(key, event));
            }
        }
        return claims.isEmpty() ? Map.of() : deliveries.claim(tx, List.copyOf(claims.values()));
    }

    private static DeliveryStore.Key key(NewEvent arrival) {
        return new DeliveryStore.Key(
                arrival.trigger().id(), source(arrival), arrival.deliveryId() == null ? "" : arrival.deliveryId());
    }

    /** Whose event it is, unless it is the platform's and for a rule that is not. */
    private static Owner source(NewEvent arrival) {
        return arrival.trigger().owner().isPlatform() && arrival.tenant() != null
                ? new Owner.Tenant(arrival.tenant())
                : arrival.trigger().owner();
    }

    private static boolean hasStaleTrigger(CatalogSnapshot snapshot, NewEvent arrival) {
        Optional<CatalogTrigger> present =
                snapshot.findTrigger(arrival.trigger().id());
        return switch (arrival.whenTriggerDiffers()) {
            case STORE -> false;
            case REFUSE -> present.isEmpty() || !present.get().equals(arrival.trigger());
        };
    }

    private static Event event(CatalogSnapshot snapshot, NewEvent arrival, EventId id, Instant now) {
        RuleId addressee = arrival.addressee();
        Owner source = source(arrival);
        Optional<CompiledRule> rule = Optional.ofNullable(addressee)
                .flatMap(snapshot::findRule)
                .filter(found -> source.isPlatform()
                        || found.rule().owner().isPlatform()
                        || found.rule().owner().equals(source));
        return new Event(
                id,
                source.isPlatform() ? rule.map(found -> found.rule().owner()).orElse(source) : source,
                arrival.trigger().id(),
                arrival.trigger().ref(),
                arrival.config(),
                arrival.payload(),
                arrival.source().sensor(),
                arrival.source().ref(),
                addressee,
                rule.map(found -> found.rule().ref()).orElse(null),
                now);
    }
}
