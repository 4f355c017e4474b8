package io.attune.server.runtime;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.component.Packs;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.component.ComponentFilter;
import io.attune.store.runtime.RuntimeStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The runtimes of one pack (api-catalog.md §4). */
@Path("/api/v1/packs/{pack_ref}/runtimes")
@Tag(name = "runtimes")
@RunOnVirtualThread
public class RuntimesOfPackResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final RuntimeStore runtimes;
    private final Packs packs;

    @Inject
    RuntimesOfPackResource(Transactions transactions, CurrentCaller caller, RuntimeStore runtimes, Packs packs) {
        this.transactions = transactions;
        this.caller = caller;
        this.runtimes = runtimes;
        this.packs = packs;
    }

    @GET
    @Permit(resource = "runtimes", action = "read")
    @Operation(operationId = "list_runtimes_by_pack")
    public Page<RuntimeView.Summary> list(@PathParam("pack_ref") String packRef, @BeanParam PageParams page) {
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            var pack = packs.get(tx, by, packRef);
            return RuntimeResource.ACCESS.page(
                    tx,
                    by,
                    page.request(),
                    ComponentFilter.ofPack(pack.ref()),
                    runtimes::components,
                    runtimes::page,
                    RuntimeView.Summary::of);
        });
    }
}
