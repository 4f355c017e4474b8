package io.attune.server.workflow;

import io.attune.model.catalog.Workflow;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.ComponentAccess;
import io.attune.server.component.Packs;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.component.ComponentFilter;
import io.attune.store.workflow.WorkflowStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Workflow definitions, to be looked at (api-catalog.md §3). They are governed by the grants of actions. */
@Path("/api/v1/workflows")
@Tag(name = "workflows")
@RunOnVirtualThread
public class WorkflowResource {
    static final ComponentAccess ACCESS = new ComponentAccess("actions", "Workflow");

    private final Transactions transactions;
    private final CurrentCaller caller;
    private final WorkflowStore workflows;

    @Inject
    WorkflowResource(Transactions transactions, CurrentCaller caller, WorkflowStore workflows) {
        this.transactions = transactions;
        this.caller = caller;
        this.workflows = workflows;
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
}
