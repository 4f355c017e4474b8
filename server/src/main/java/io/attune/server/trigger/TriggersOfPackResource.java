package io.attune.server.trigger;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.Packs;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.component.ComponentFilter;
import io.attune.store.trigger.TriggerStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The triggers of one pack (api-catalog.md §6.1). */
@Path("/api/v1/packs/{pack_ref}/triggers")
@Tag(name = "triggers")
@RunOnVirtualThread
public class TriggersOfPackResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final TriggerStore triggers;
    private final Packs packs;

    @Inject
    TriggersOfPackResource(Transactions transactions, CurrentCaller caller, TriggerStore triggers, Packs packs) {
        this.transactions = transactions;
        this.caller = caller;
        this.triggers = triggers;
        this.packs = packs;
    }

    @GET
    @Permit(resource = "triggers", action = "read")
    @Operation(operationId = "list_triggers_by_pack")
    public Page<TriggerView.Summary> list(@PathParam("pack_ref") String packRef, @BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var pack = packs.get(tx, by, packRef);
            return TriggerResource.ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ofPack(pack.ref()),
                    triggers::components,
                    triggers::page,
                    TriggerView.Summary::of);
        });
    }
}
