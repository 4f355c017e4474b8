package io.attune.server.action;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.Packs;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.action.ActionStore;
import io.attune.store.component.ComponentFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The actions of one pack (api-catalog.md §2). */
@Path("/api/v1/packs/{pack_ref}/actions")
@Tag(name = "actions")
@RunOnVirtualThread
public class ActionsOfPackResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final ActionStore actions;
    private final Packs packs;

    @Inject
    ActionsOfPackResource(Transactions transactions, CurrentCaller caller, ActionStore actions, Packs packs) {
        this.transactions = transactions;
        this.caller = caller;
        this.actions = actions;
        this.packs = packs;
    }

    @GET
    @Permit(resource = "actions", action = "read")
    @Operation(operationId = "list_actions_by_pack")
    public Page<ActionView.Summary> list(@PathParam("pack_ref") String packRef, @BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var pack = packs.get(tx, by, packRef);
            return ActionResource.ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ofPack(pack.ref()),
                    actions::components,
                    actions::page,
                    ActionView.Summary::of);
        });
    }
}
