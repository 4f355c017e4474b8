package io.attune.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Rule;
import io.attune.model.catalog.Trigger;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.json.StorableJson;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.DefinitionLog;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.OptionalBody;
import io.attune.server.trigger.TriggerResource;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.event.EventStore;
import io.attune.store.rule.RuleStore;
import io.attune.store.trigger.TriggerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Makes events by hand (api.md §7), which sessions of users may not at {@code POST /events}. */
@Path("/api/v1/triggers/{ref}/emit")
@Tag(name = "events")
@RunOnVirtualThread
public class EmitResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final TriggerStore triggers;
    private final RuleStore rules;
    private final EventStore events;
    private final TriggersForEvents known;
    private final EventSubmission submission;
    private final DefinitionLog log;

    @Inject
    EmitResource(
            Transactions transactions,
            CurrentCaller caller,
            TriggerStore triggers,
            RuleStore rules,
            EventStore events,
            TriggersForEvents known,
            EventSubmission submission,
            DefinitionLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.triggers = triggers;
        this.rules = rules;
        this.events = events;
        this.known = known;
        this.submission = submission;
        this.log = log;
    }

    /** What is to be emitted. */
    private record Emission(
            Trigger trigger,
            @Nullable RuleId addressee,
            @Nullable JsonNode payload) {}

    @POST
    @ResponseStatus(201)
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "emit_event", summary = "Make an event by hand")
    public Data<EventView> emit(@PathParam("ref") String ref, @OptionalBody @Nullable EmitEvent request) {
        var wanted = request == null ? EmitEvent.NOTHING : request;
        var given = wanted.payload();
        if (given != null) {
            StorableJson.problem(given).ifPresent(problem -> {
                throw AttuneException.invalid("payload", problem);
            });
        }
        var by = caller.get();
        var emission = transactions.tenant(by.scope(), tx -> {
            var trigger = TriggerResource.ACCESS.forChange(
                    by, "update", ref, triggers.find(tx, by.scope(), ref), Trigger::component);
            var prepared = new Emission(trigger, addressee(tx, by, wanted, ref), payload(tx, by, wanted, ref));
            // Before the event, which is another transaction: no event without its record.
            log.changed(tx, by, "trigger", trigger.component(), "emitted");
            return prepared;
        });
        var stored = submission.store(new NewEvent(
                known.get(emission.trigger().id(), ref),
                NewEvent.WhenTriggerDiffers.STORE,
                null,
                emission.payload(),
                NewEvent.Source.MANUAL,
                emission.addressee(),
                by.tenant(),
                null,
                0));
        return Data.of(EventView.of(stored), "Event emitted successfully");
    }

    private @Nullable RuleId addressee(Tx tx, Caller by, EmitEvent request, String triggerRef) {
        if (request.ruleRef() == null) {
            return null;
        }
        return rules.find(tx, by.scope(), request.ruleRef())
                .filter(rule -> rule.settings().triggerRef().equals(triggerRef))
                .map(Rule::id)
                .orElseThrow(() -> AttuneException.invalid(
                        "rule_ref", "'" + request.ruleRef() + "' is no rule of trigger '" + triggerRef + "'"));
    }

    private @Nullable JsonNode payload(Tx tx, Caller by, EmitEvent request, String triggerRef) {
        if (request.replayOf() == null) {
            return request.payload() == null || request.payload().isNull() ? null : request.payload();
        }
        if (request.payload() != null) {
            throw AttuneException.invalid("replay_of", "takes the payload of that event: leave payload out");
        }
        // The answer shows the payload.
        if (!by.grants().allowSome("events", "read")) {
            throw AttuneException.forbidden("Insufficient permissions: events:read");
        }
        return events.find(tx, by.scope(), new EventId(request.replayOf()))
                .filter(event -> event.triggerRef().equals(triggerRef))
                .filter(event -> EventAccess.mayRead(by, triggerRef, event.id()))
                .orElseThrow(() -> AttuneException.invalid(
                        "replay_of", request.replayOf() + " is no event of trigger '" + triggerRef + "'"))
                .payload();
    }
}
