package io.attune.server.runtime;

import io.attune.model.catalog.RuntimeComponent;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.component.DefinitionLog;
import io.attune.server.component.Delegation;
import io.attune.server.component.Packs;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.component.ComponentFilter;
import io.attune.store.permission.PermissionStore;
import io.attune.store.runtime.RuntimeStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Runtimes (api-catalog.md §4). */
@Path("/api/v1/runtimes")
@Tag(name = "runtimes")
@RunOnVirtualThread
public class RuntimeResource {
    static final ComponentAccess ACCESS = new ComponentAccess("runtimes", "Runtime");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final RuntimeStore runtimes;
    private final Packs packs;
    private final Delegation delegation;
    private final DefinitionLog log;
    private final PermissionStore permissions = new PermissionStore();

    @Inject
    RuntimeResource(
            Transactions transactions,
            CurrentCaller caller,
            RuntimeStore runtimes,
            Packs packs,
            Delegation delegation,
            DefinitionLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.runtimes = runtimes;
        this.packs = packs;
        this.delegation = delegation;
        this.log = log;
    }

    @GET
    @Permit(resource = "runtimes", action = "read")
    @Operation(operationId = "list_runtimes")
    public Page<RuntimeView.Summary> list(@BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> ACCESS.page(
                        tx,
                        by,
                        page.request(),
                        ComponentFilter.ALL,
                        runtimes::components,
                        runtimes::page,
                        RuntimeView.Summary::of));
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "runtimes", action = "create")
    @Operation(operationId = "create_runtime")
    public Data<RuntimeView> create(CreateRuntime request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var ref = request.checkedRef();
            var pack = request.packRef() == null ? null : packs.get(tx, by, request.packRef());
            ACCESS.forCreation(by, pack == null ? null : pack.ref(), ref, null);
            var id = runtimes.insert(tx, Packs.adhoc(by, pack, ref, null), request.settings())
                    .orElseThrow(() -> ACCESS.taken(ref));
            var made = runtimes.find(tx, by.scope(), id).orElseThrow();
            log.changed(tx, by, "runtime", made.component(), "created");
            return Data.of(RuntimeView.of(made), "Runtime created successfully");
        });
    }

    @GET
    @Path("/{ref}")
    @Permit(resource = "runtimes", action = "read")
    @Operation(operationId = "get_runtime")
    public Data<RuntimeView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> Data.of(RuntimeView.of(
                        ACCESS.forReading(by, ref, runtimes.find(tx, by.scope(), ref), RuntimeComponent::component))));
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "runtimes", action = "update")
    @Operation(operationId = "update_runtime")
    public Data<RuntimeView> update(@PathParam("ref") String ref, UpdateRuntime request) {
        request.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, "update", ref);
            // Its command runs whatever its actions may do.
            delegation.require(tx, by, permissions.namedByRuntime(tx, current.id()));
            runtimes.update(tx, by.scope(), current.id(), request.applyTo(current.settings()));
            log.changed(tx, by, "runtime", current.component(), "updated");
            return Data.of(
                    RuntimeView.of(runtimes.find(tx, by.scope(), current.id()).orElseThrow()),
                    "Runtime updated successfully");
        });
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "runtimes", action = "delete")
    @Operation(operationId = "delete_runtime")
    public Success delete(@PathParam("ref") String ref) {
        var by = caller.get();
        transactions.tenantTask(by.scope(), tx -> {
            var current = forChange(tx, by, "delete", ref);
            runtimes.delete(tx, by.scope(), current.id());
            log.changed(tx, by, "runtime", current.component(), "deleted");
        });
        return Success.of("Runtime '" + ref + "' deleted successfully");
    }

    private RuntimeComponent forChange(Tx tx, Caller by, String action, String ref) {
        var found = ACCESS.forChange(by, action, ref, runtimes.find(tx, by.scope(), ref), RuntimeComponent::component);
        return runtimes.lock(tx, by.scope(), found.id()).orElseThrow(() -> ACCESS.absent(ref));
    }
}
