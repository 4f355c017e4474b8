package io.attune.server.workflow;

import io.attune.model.catalog.Workflow;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.component.DefinitionLog;
import io.attune.server.component.Delegation;
import io.attune.server.component.Packs;
import io.attune.server.component.TaskPermissions;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.action.ActionStore;
import io.attune.store.component.ComponentFilter;
import io.attune.store.workflow.WorkflowStore;
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
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Workflow definitions (api-catalog.md §3). They are governed by the grants of actions, and each has an action of its ref. */
@Path("/api/v1/workflows")
@Tag(name = "workflows")
@RunOnVirtualThread
public class WorkflowResource {
    static final ComponentAccess ACCESS = new ComponentAccess("actions", "Workflow");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final WorkflowStore workflows;
    private final ActionStore actions;
    private final Packs packs;
    private final Delegation delegation;
    private final DefinitionLog log;

    @Inject
    WorkflowResource(
            Transactions transactions,
            CurrentCaller caller,
            WorkflowStore workflows,
            ActionStore actions,
            Packs packs,
            Delegation delegation,
            DefinitionLog log) {
        this.transactions = transactions;
        this.caller = caller;
        this.workflows = workflows;
        this.actions = actions;
        this.packs = packs;
        this.delegation = delegation;
        this.log = log;
    }

    @GET
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "list_workflows")
    public Page<WorkflowView.Summary> list(
            @BeanParam PageParams page,
            @QueryParam("tags") @Nullable String tags,
            @QueryParam("search") @Nullable String search,
            @QueryParam("pack_ref") @Nullable String packRef) {
        var by = caller.get();
        var wanted = Packs.words(tags);
        return transactions.tenant(
                by.scope(),
                tx -> ACCESS.page(
                        tx,
                        by,
                        page.request(),
                        ComponentFilter.ofPack(packRef),
                        workflows::components,
                        (in, scope, filter, slice) -> workflows.page(in, scope, filter, wanted, search, slice),
                        WorkflowView.Summary::of));
    }

    @GET
    @Path("/{ref}")
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "get_workflow")
    public Data<WorkflowView> get(@PathParam("ref") String ref) {
        var by = caller.get();
        return transactions.tenant(
                by.scope(),
                tx -> Data.of(WorkflowView.of(
                        ACCESS.forReading(by, ref, workflows.find(tx, by.scope(), ref), Workflow::component))));
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "actions", action = "create")
    @Operation(operationId = "create_workflow")
    public Data<WorkflowView> create(CreateWorkflow body) {
        var request = body.check();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var ref = request.checkedRef();
            var pack = packs.get(tx, by, request.checkedPackRef());
            ACCESS.forCreation(by, pack.ref(), ref, null);
            var settings = request.settings();
            delegation.require(tx, by, TaskPermissions.named(settings.definition()));
            var component = Packs.adhoc(by, pack, ref, null);
            long id = workflows.insert(tx, component, settings).orElseThrow(() -> ACCESS.taken(ref));
            var _ = actions.insert(tx, component, request.action(id))
                    .orElseThrow(() -> AttuneException.conflict("Action '" + ref + "' already exists"));
            var made = workflows.find(tx, by.scope(), ref).orElseThrow();
            log.changed(tx, by, "workflow", made.component(), "created");
            return DefinitionChecks.saved(made, "Workflow created successfully");
        });
    }

    @PUT
    @Path("/{ref}")
    @Permit(resource = "actions", action = "update")
    @Operation(operationId = "update_workflow")
    public Data<WorkflowView> update(@PathParam("ref") String ref, UpdateWorkflow body) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var current = forChange(tx, by, "update", ref);
            var request = body.check(current);
            var changed = request.applyTo(current);
            delegation.require(tx, by, TaskPermissions.named(changed.definition()));
            workflows.update(tx, by.scope(), current.component().id(), changed);
            actions.find(tx, by.scope(), ref)
                    .flatMap(action -> actions.lock(tx, by.scope(), action.id()))
                    .filter(action -> Objects.equals(
                            action.settings().workflow(), current.component().id()))
                    .ifPresent(action -> {
                        // What it hands to each run, too: the new graph would act with it.
                        delegation.require(tx, by, action.settings().permissionSetRefs());
                        actions.update(tx, by.scope(), action.id(), request.applyTo(action.settings()));
                    });
            log.changed(tx, by, "workflow", current.component(), "updated");
            return DefinitionChecks.saved(
                    workflows.find(tx, by.scope(), ref).orElseThrow(), "Workflow updated successfully");
        });
    }

    @DELETE
    @Path("/{ref}")
    @Permit(resource = "actions", action = "delete")
    @Operation(operationId = "delete_workflow")
    public Success delete(@PathParam("ref") String ref) {
        var by = caller.get();
        transactions.tenantTask(by.scope(), tx -> {
            var current = forChange(tx, by, "delete", ref);
            workflows.delete(tx, by.scope(), current.component().id());
            log.changed(tx, by, "workflow", current.component(), "deleted");
        });
        return Success.of("Workflow '" + ref + "' deleted successfully");
    }

    private Workflow forChange(Tx tx, Caller by, String action, String ref) {
        var found = ACCESS.forChange(by, action, ref, workflows.find(tx, by.scope(), ref), Workflow::component);
        return workflows.lock(tx, by.scope(), found.component().id()).orElseThrow(() -> ACCESS.absent(ref));
    }
}
