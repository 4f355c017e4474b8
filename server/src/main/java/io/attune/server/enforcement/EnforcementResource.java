package io.attune.server.enforcement;

import io.attune.engine.permission.Target;
import io.attune.model.Ref;
import io.attune.model.WireEnum;
import io.attune.model.event.EnforcementStatus;
import io.attune.model.id.EnforcementId;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageRequest;
import io.attune.server.secret.SecretReveal;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.event.EnforcementStore;
import io.attune.store.permission.GrantReach;
import io.attune.store.secret.SecretHolder;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Enforcements (api-runs.md §2). */
@Path("/api/v1/enforcements")
@Tag(name = "enforcements")
@RunOnVirtualThread
public class EnforcementResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final EnforcementStore enforcements;
    private final SecretReveal reveal;

    @Inject
    EnforcementResource(
            Transactions transactions, CurrentCaller caller, EnforcementStore enforcements, SecretReveal reveal) {
        this.transactions = transactions;
        this.caller = caller;
        this.enforcements = enforcements;
        this.reveal = reveal;
    }

    @GET
    @Permit(resource = "enforcements", action = "read")
    @Operation(operationId = "list_enforcements")
    public Page<EnforcementView.Summary> list(
            @QueryParam("page") @DefaultValue("1") long page,
            @QueryParam("per_page") @DefaultValue("50") long perPage,
            @QueryParam("rule") @Nullable Long rule,
            @QueryParam("event") @Nullable Long event,
            @QueryParam("status") @Nullable String status,
            @QueryParam("trigger_ref") @Nullable String triggerRef,
            @QueryParam("rule_ref") @Nullable String ruleRef,
            @QueryParam("include_total") @DefaultValue("false") boolean includeTotal) {
        var by = caller.get();
        var request = PageRequest.upTo1000(page, perPage);
        var filter =
                new EnforcementStore.Filter(by.scope(), reach(by), rule, event, status(status), triggerRef, ruleRef);
        return transactions
                .tenant(
                        by.scope(),
                        tx -> includeTotal
                                ? Page.counted(
                                        enforcements.list(tx, filter, request.limit(), request.offset()),
                                        request,
                                        enforcements.count(tx, filter))
                                : Page.uncounted(
                                        enforcements.list(tx, filter, request.limit() + 1, request.offset()), request))
                .map(EnforcementView.Summary::of);
    }

    @GET
    @Path("/{id}")
    @Permit(resource = "enforcements", action = "read")
    @Operation(operationId = "get_enforcement")
    public Data<EnforcementView> get(
            @PathParam("id") long id,
            @QueryParam("include_secret_values") @DefaultValue("false") boolean includeSecretValues) {
        var by = caller.get();
        if (includeSecretValues && !by.grants().allowSome("enforcements", "decrypt")) {
            throw AttuneException.forbidden("Insufficient permissions: enforcements:decrypt");
        }
        return transactions.tenant(by.scope(), tx -> {
            var enforcement = enforcements
                    .find(tx, by.scope(), new EnforcementId(id))
                    .filter(found -> mayRead(by, found.ruleRef(), found.id()))
                    .orElseThrow(() -> AttuneException.notFound("Enforcement", id));
            var view = EnforcementView.of(enforcement);
            return Data.of(includeSecretValues ? revealed(tx, by, view) : view);
        });
    }

    private EnforcementView revealed(Tx tx, Caller by, EnforcementView view) {
        if (!may(by, "decrypt", view.ruleRef(), view.id())) {
            throw AttuneException.forbidden("Insufficient permissions: enforcements:decrypt");
        }
        var config = reveal.reveal(tx, SecretHolder.ENFORCEMENT_CONFIG, view.id(), view.config());
        reveal.record(
                tx,
                by,
                "secret.enforcement_values.decrypted",
                new Audit.Subject("enforcement", view.id(), view.ruleRef()),
                config);
        return view.with(config.document());
    }

    /** The enforcements that the caller may read, for pages and counts. */
    private static GrantReach reach(Caller by) {
        return by.grants().allowAll("enforcements", "read")
                ? GrantReach.ALL
                : GrantReach.of(by.grants().naming("enforcements", "read"));
    }

    private static boolean mayRead(Caller by, String ruleRef, EnforcementId id) {
        return may(by, "read", ruleRef, id.value());
    }

    private static boolean may(Caller by, String action, String ruleRef, long id) {
        return by.grants().allow("enforcements", action, Target.of(Ref.packOf(ruleRef), ruleRef, id));
    }

    private static @Nullable EnforcementStatus status(@Nullable String wire) {
        return wire == null
                ? null
                : WireEnum.find(EnforcementStatus.class, wire)
                        .orElseThrow(() -> AttuneException.badRequest(
                                "status must be created, processed or disabled, found '" + wire + "'"));
    }
}
