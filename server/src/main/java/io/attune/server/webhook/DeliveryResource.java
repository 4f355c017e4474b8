package io.attune.server.webhook;

import io.attune.model.WireEnum;
import io.attune.model.catalog.Trigger;
import io.attune.model.event.DeliveryOutcome;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.event.EventSubmission;
import io.attune.server.event.EventView;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageRequest;
import io.attune.server.trigger.TriggerResource;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.event.DeliveryLogStore;
import io.attune.store.trigger.TriggerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * What came to the webhook of a trigger, and delivering it again. Only for those who may change the trigger: the log shows from where it is
 * called, and what a trigger of the platform takes is not for all tenants.
 */
@Path("/api/v1/triggers/{ref}/webhooks/deliveries")
@Tag(name = "webhooks")
@RunOnVirtualThread
public class DeliveryResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final TriggerStore triggers;
    private final DeliveryLogStore deliveries;
    private final Redelivery redelivery;
    private final EventSubmission submission;

    @Inject
    DeliveryResource(
            Transactions transactions,
            CurrentCaller caller,
            TriggerStore triggers,
            DeliveryLogStore deliveries,
            Redelivery redelivery,
            EventSubmission submission) {
        this.transactions = transactions;
        this.caller = caller;
        this.triggers = triggers;
        this.deliveries = deliveries;
        this.redelivery = redelivery;
        this.submission = submission;
    }

    @GET
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "list_webhook_deliveries", summary = "What came to a webhook, newest first")
    public Page<DeliveryView> list(
            @PathParam("ref") String ref,
            @QueryParam("page") @DefaultValue("1") long page,
            @QueryParam("per_page") @DefaultValue("50") long perPage,
            @QueryParam("outcome") @Nullable String outcome,
            @QueryParam("refused") @Nullable Boolean refused,
            @QueryParam("event") @Nullable Long event,
            @QueryParam("delivery_id") @Nullable String deliveryId) {
        var by = caller.get();
        var request = PageRequest.upTo1000(page, perPage);
        var wanted = outcome == null ? null : outcome(outcome);
        return transactions.tenant(by.scope(), tx -> {
            var trigger = trigger(tx, by, ref);
            var filter = new DeliveryLogStore.Filter(by.scope(), trigger.id(), wanted, refused, event, deliveryId);
            return Page.uncounted(deliveries.list(tx, filter, request.limit() + 1, request.offset()), request)
                    .map(DeliveryView::of);
        });
    }

    private static DeliveryOutcome outcome(String word) {
        return WireEnum.find(DeliveryOutcome.class, word)
                .orElseThrow(() -> AttuneException.badRequest("There is no outcome '" + word + "'"));
    }

    @POST
    @Path("/{id}/redeliver")
    @ResponseStatus(201)
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "redeliver_webhook", summary = "Make the event of an accepted delivery once more")
    public Data<EventView> redeliver(@PathParam("ref") String ref, @PathParam("id") long id) {
        var by = caller.get();
        var again = transactions.tenant(by.scope(), tx -> redelivery.prepare(tx, by, trigger(tx, by, ref), id));
        var stored = submission.store(redelivery.event(again));
        return Data.of(EventView.of(stored), "Webhook delivery repeated successfully");
    }

    private Trigger trigger(Tx tx, Caller by, String ref) {
        return TriggerResource.ACCESS.forChange(
                by, "update", ref, triggers.find(tx, by.scope(), ref), Trigger::component);
    }
}
