package io.attune.server.workflow;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.Packs;
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
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The workflows of one pack (api-catalog.md §3). */
@Path("/api/v1/packs/{pack_ref}/workflows")
@Tag(name = "workflows")
@RunOnVirtualThread
public class WorkflowsOfPackResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final WorkflowStore workflows;
    private final Packs packs;

    @Inject
    WorkflowsOfPackResource(Transactions transactions, CurrentCaller caller, WorkflowStore workflows, Packs packs) {
        this.transactions = transactions;
        this.caller = caller;
        this.workflows = workflows;
        this.packs = packs;
    }

    @GET
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "list_workflows_by_pack")
    public Page<WorkflowView.Summary> list(@PathParam("pack_ref") String packRef, @BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var pack = packs.get(tx, by, packRef);
            return WorkflowResource.ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ofPack(pack.ref()),
                    workflows::components,
                    (in, scope, filter, slice) -> workflows.page(in, scope, filter, List.of(), null, slice),
                    WorkflowView.Summary::of);
        });
    }
}
