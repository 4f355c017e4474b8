package io.attune.server.trigger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.Trigger;
import io.attune.model.catalog.TriggerSettings;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.component.DefinitionLog;
import io.attune.server.component.Packs;
import io.attune.server.http.Data;
import io.attune.server.http.Given;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.component.ComponentFilter;
import io.attune.store.trigger.TriggerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Triggers (api-catalog.md §6.1). */
@Path("/api/v1/triggers")
@Tag(name = "triggers")
@RunOnVirtualThread
public class TriggerResource {
    public static final ComponentAccess ACCESS = new ComponentAccess("triggers", "Trigger");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final TriggerStore triggers;
    private final Packs packs;
    private final WebhookConfig webhooks;
    private final TriggerViews views;
    private final DefinitionLog log;

    @Inject
    TriggerResource(
            Transactions transactions,
            CurrentCaller caller,
            TriggerStore triggers,
            Packs packs,
            WebhookConfig webhooks,
            TriggerViews views,
            DefinitionLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.triggers = triggers;
        this.packs = packs;
        this.webhooks = webhooks;
        this.views = views;
        this.log = log;
    }

    @GET
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_triggers")
    public Page<TriggerView.Summary> list(@BeanParam PageParams page, @QueryParam("pack") @Nullable String packRef) {
        return list(page, ComponentFilter.ofPack(packRef));
    }

    @GET
    @Path("/enabled")
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_enabled_triggers")
    public Page<TriggerView.Summary> listEnabled(@BeanParam PageParams page) {
        return list(page, ComponentFilter.ALL.withEnabled(true));
    }

    private Page<TriggerView.Summary> list(PageParams page, ComponentFilter filter) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> ACCESS.page(
                        tx, by, page.request(), filter, triggers::components, triggers::page, TriggerView.Summary::of));
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "triggers", action = "create")
    @Operation(operationId = "create_trigger")
    public Data<TriggerView> create(CreateTrigger request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var ref = request.checkedRef();
            var pack = request.packRef() == null ? null : packs.get(tx, by, request.packRef());
            ACCESS.forCreation(by, pack == null ? null : pack.ref(), ref, null);
            var nothing = JsonNodeFactory.instance.objectNode();
            var made = Packs.adhoc(by, pack, ref, null);
            var config = webhooks.sealed(made.owner(), ref, Given.or(request.webhookConfig(), nothing), nothing);
            var id = triggers.insert(tx, made, request.settings(), config).orElseThrow(() -> ACCESS.taken(ref));
            var trigger = triggers.find(tx, by.scope(), id).orElseThrow();
            log.changed(tx, by, "trigger", trigger.component(), "created");
            if (WebhookConfig.bringsSecret(request.webhookConfig())) {
                log.webhookSecretChanged(tx, by, trigger.component(), "secret set");
            }
            return Data.of(views.of(by, trigger), "Trigger created successfully");
        });
    }

    @GET
    @Path("/{ref}")
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "get_trigger")
    public Data<TriggerView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> Data.of(views.of(
                        by, ACCESS.forReading(by, ref, triggers.find(tx, by.scope(), ref), Trigger::component))));
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "update_trigger")
    public Data<TriggerView> update(@PathParam("ref") String ref, UpdateTrigger request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, "update", ref);
            var given = Given.json(request.webhookConfig());
            var config = given == null
                    ? current.webhookConfig()
                    : webhooks.sealed(current.component().owner(), ref, given, current.webhookConfig());
            triggers.update(tx, by.scope(), current.id(), request.applyTo(current.settings()), config);
            if (WebhookConfig.bringsSecret(given)) {
                log.webhookSecretChanged(tx, by, current.component(), "secret set");
            }
            return changed(tx, by, current, "updated", "Trigger updated successfully");
        });
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "triggers", action = "delete")
    @Operation(operationId = "delete_trigger")
    public Success delete(@PathParam("ref") String ref) {
        var by = caller.get();
        transactions.tenantTask(by.scope(), tx -> {
            var current = forChange(tx, by, "delete", ref);
            triggers.delete(tx, by.scope(), current.id());
            log.changed(tx, by, "trigger", current.component(), "deleted");
        });
        return Success.of("Trigger '" + ref + "' deleted successfully");
    }

    @POST
    @Path("/{ref}/enable")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "enable_trigger")
    public Data<TriggerView> enable(@PathParam("ref") String ref) {
        return setEnabled(ref, true);
    }

    @POST
    @Path("/{ref}/disable")
    @Permit(resource = "triggers", action = "update")
    @Operation(operationId = "disable_trigger")
    public Data<TriggerView> disable(@PathParam("ref") String ref) {
        return setEnabled(ref, false);
    }

    private Data<TriggerView> setEnabled(String ref, boolean enabled) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, "update", ref);
            var settings = current.settings();
            triggers.update(
                    tx,
                    by.scope(),
                    current.id(),
                    new TriggerSettings(
                            settings.label(),
                            settings.description(),
                            enabled,
                            settings.paramSchema(),
                            settings.outSchema(),
                            settings.validatePayload()),
                    current.webhookConfig());
            var word = enabled ? "enabled" : "disabled";
            return changed(tx, by, current, word, "Trigger " + word + " successfully");
        });
    }

    private Data<TriggerView> changed(Tx tx, Caller by, Trigger before, String change, String message) {
        log.changed(tx, by, "trigger", before.component(), change);
        return Data.of(views.of(by, triggers.find(tx, by.scope(), before.id()).orElseThrow()), message);
    }

    private Trigger forChange(Tx tx, Caller by, String action, String ref) {
        var found = ACCESS.forChange(by, action, ref, triggers.find(tx, by.scope(), ref), Trigger::component);
        return triggers.lock(tx, by.scope(), found.id()).orElseThrow(() -> ACCESS.absent(ref));
    }
}
