package io.attune.server.trigger;

import io.attune.model.catalog.Trigger;
import io.attune.model.catalog.WebhookKey;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.DefinitionLog;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.trigger.TriggerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Opens and closes the webhooks of triggers (api-catalog.md §6.2, runtime.md §4). */
@Path("/api/v1/triggers/{ref}/webhooks")
@Tag(name = "webhooks")
@RunOnVirtualThread
public class WebhookManagementResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final TriggerStore triggers;
    private final WebhookKeys keys;
    private final TriggerViews views;
    private final DefinitionLog log;

    @Inject
    WebhookManagementResource(
            Transactions transactions,
            CurrentCaller caller,
            TriggerStore triggers,
            WebhookKeys keys,
            TriggerViews views,
            DefinitionLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.triggers = triggers;
        this.keys = keys;
        this.views = views;
        this.log = log;
    }

    @POST
    @Path("/enable")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "enable_webhook")
    public Data<TriggerView> enable(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var trigger = forChange(tx, by, ref);
            if (!trigger.webhookEnabled()) {
                setKey(tx, by, trigger, next(trigger), "webhook enabled");
            }
            return answer(tx, by, trigger, "Webhook enabled successfully");
        });
    }

    @POST
    @Path("/disable")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "disable_webhook")
    public Data<TriggerView> disable(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var trigger = forChange(tx, by, ref);
            if (trigger.webhookEnabled()) {
                setKey(tx, by, trigger, null, "webhook disabled");
            }
            return answer(tx, by, trigger, "Webhook disabled successfully");
        });
    }

    @POST
    @Path("/regenerate")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "regenerate_webhook_key")
    public Data<TriggerView> regenerate(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var trigger = forChange(tx, by, ref);
            if (!trigger.webhookEnabled()) {
                throw AttuneException.badRequest("The webhook of trigger '" + ref + "' is not enabled");
            }
            setKey(tx, by, trigger, next(trigger), "webhook key regenerated");
            return answer(tx, by, trigger, "Webhook key regenerated successfully");
        });
    }

    private Trigger forChange(Tx tx, Caller by, String ref) {
        var found = TriggerResource.ACCESS.forChange(
                by, "update", ref, triggers.find(tx, by.scope(), ref), Trigger::component);
        return triggers.lock(tx, by.scope(), found.id()).orElseThrow(() -> TriggerResource.ACCESS.absent(ref));
    }

    private WebhookKey next(Trigger trigger) {
        return keys.next(trigger.component().owner(), trigger.ref());
    }

    private void setKey(Tx tx, Caller by, Trigger trigger, @Nullable WebhookKey key, String change) {
        triggers.setWebhookKey(tx, by.scope(), trigger.id(), key);
        log.webhookSecretChanged(tx, by, trigger.component(), change);
    }

    private Data<TriggerView> answer(Tx tx, Caller by, Trigger trigger, String message) {
        return Data.of(views.of(by, triggers.find(tx, by.scope(), trigger.id()).orElseThrow()), message);
    }
}
