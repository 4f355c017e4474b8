package io.attune.server.policy;

import io.attune.model.catalog.NewComponent;
import io.attune.model.id.PackId;
import io.attune.model.policy.Policy;
import io.attune.model.policy.PolicySettings;
import io.attune.model.tenant.Owner;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.DefinitionLog;
import io.attune.server.component.Packs;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.action.ActionStore;
import io.attune.store.policy.PolicyStore;
import io.attune.store.policy.PolicyStore.PolicyFilter;
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

/** Policies (api.md §7). A change holds from the next run on; whoever waits is looked at again at once. */
@Path("/api/v1/policies")
@Tag(name = "policies")
@RunOnVirtualThread
public class PolicyResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final PolicyStore policies;
    private final ActionStore actions;
    private final Packs packs;
    private final DefinitionLog log;

    @Inject
    PolicyResource(
            Transactions transactions,
            CurrentCaller caller,
            PolicyStore policies,
            ActionStore actions,
            Packs packs,
            DefinitionLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.policies = policies;
        this.actions = actions;
        this.packs = packs;
        this.log = log;
    }

    // LIMIT: grants are applied to all policies of the tenant for each page, which is fine for thousands of them.
    @GET
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "list_policies", summary = "List policies by ref")
    public Page<PolicyView> list(
            @BeanParam PageParams page,
            @QueryParam("pack_ref") @Nullable String packRef,
            @QueryParam("action_ref") @Nullable String actionRef) {
        var by = caller.get();
        var request = page.request();
        var readable =
                transactions
                        .tenant(by.scope(), tx -> policies.list(tx, by.scope(), new PolicyFilter(packRef, actionRef)))
                        .stream()
                        .filter(policy -> PolicyAccess.mayRead(by, policy))
                        .toList();
        var rows = readable.stream()
                .skip(request.offset())
                .limit(request.limit())
                .map(PolicyView::of)
                .toList();
        return Page.counted(rows, request, readable.size());
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "actions", action = "update")
    @Operation(operationId = "create_policy", summary = "Limit the runs of an action, a pack or a tenant")
    public Data<PolicyView> create(CreatePolicy request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var scope = scope(tx, by, request.packRef(), request.actionRef());
            PolicyAccess.requireUpdate(by, scope);
            var settings = request.settings(scope);
            check(scope, settings);
            var ref = request.checkedRef();
            var id = policies.insert(
                            tx,
                            new NewComponent(
                                    new Owner.Tenant(by.tenant()), packId(scope), packRef(scope), ref, true, null),
                            settings)
                    .orElseThrow(() -> AttuneException.conflict("Policy '" + ref + "' already exists"));
            var made = policies.find(tx, by.scope(), id).orElseThrow();
            log.changed(tx, by, "policy", made.component(), "created");
            return Data.of(PolicyView.of(made), "Policy created successfully");
        });
    }

    /** @throws AttuneException 404 for a pack or an action that the caller does not see */
    private Scope scope(Tx tx, Caller by, @Nullable String packRef, @Nullable String actionRef) {
        if (actionRef != null) {
            return new Scope.OfAction(actions.find(tx, by.scope(), actionRef)
                    .orElseThrow(() -> AttuneException.notFound("Action", actionRef)));
        }
        return packRef == null ? new Scope.OfTenant() : new Scope.OfPack(packs.get(tx, by, packRef));
    }

    private static void check(Scope scope, PolicySettings settings) {
        var checks = new FieldChecks();
        if (scope instanceof Scope.OfAction(var action)) {
            PolicyChecks.noSecrets(
                    checks, settings.parameters(), action.settings().paramSchema());
        }
        if (settings.threshold() == null && settings.rateLimit() == null) {
            checks.finding("threshold", "or rate_limit is required: a policy must limit something");
        }
        checks.done();
    }

    private static @Nullable PackId packId(Scope scope) {
        return scope instanceof Scope.OfPack(var pack) ? pack.id() : null;
    }

    private static @Nullable String packRef(Scope scope) {
        return scope instanceof Scope.OfPack(var pack) ? pack.ref() : null;
    }

    @GET
    @Path("/{ref}")
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "get_policy", summary = "Show a policy")
    public Data<PolicyView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> Data.of(PolicyView.of(PolicyAccess.forReading(by, ref, policies.find(tx, by.scope(), ref)))));
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "actions", action = "update")
    @Operation(operationId = "update_policy", summary = "Change a policy")
    public Data<PolicyView> update(@PathParam("ref") String ref, UpdatePolicy request) {
        request.check(ref);
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, ref);
            var changed = request.movesIt() ? moved(tx, by, current, request) : changed(tx, by, current, request);
            log.changed(tx, by, "policy", changed.component(), "updated");
            return Data.of(PolicyView.of(changed), "Policy updated successfully");
        });
    }

    private Policy moved(Tx tx, Caller by, Policy current, UpdatePolicy request) {
        if (!current.component().adhoc()) {
            throw AttuneException.invalid(
                    request.actionRef() == null ? "pack_ref" : "action_ref",
                    "is said by a file of pack '" + current.component().packRef() + "'");
        }
        var scope = scope(tx, by, request.packRef(), request.actionRef());
        PolicyAccess.requireUpdate(by, scope);
        var settings = request.applyTo(current, scope);
        check(scope, settings);
        policies.update(tx, current.id(), packId(scope), packRef(scope), settings);
        return policies.find(tx, by.scope(), current.id()).orElseThrow();
    }

    private Policy changed(Tx tx, Caller by, Policy current, UpdatePolicy request) {
        var component = current.component();
        var settings = request.applyTo(current, null);
        var action = settings.action();
        check(
                action == null
                        ? new Scope.OfTenant()
                        : new Scope.OfAction(
                                actions.find(tx, by.scope(), action).orElseThrow()),
                settings);
        policies.update(tx, current.id(), component.pack(), component.packRef(), settings);
        return policies.find(tx, by.scope(), current.id()).orElseThrow();
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "actions", action = "update")
    @Operation(operationId = "delete_policy", summary = "Delete a policy and let go whoever waits under it")
    public Success delete(@PathParam("ref") String ref) {
        var by = caller.get();
        transactions.tenantTask(by.scope(), tx -> {
            var current = forChange(tx, by, ref);
            policies.delete(tx, current.id());
            log.changed(tx, by, "policy", current.component(), "deleted");
        });
        return Success.of("Policy '" + ref + "' deleted successfully");
    }

    private Policy forChange(Tx tx, Caller by, String ref) {
        var found = PolicyAccess.forChange(by, ref, policies.find(tx, by.scope(), ref));
        return policies.lock(tx, by.scope(), found.id()).orElseThrow(() -> PolicyAccess.absent(ref));
    }
}
