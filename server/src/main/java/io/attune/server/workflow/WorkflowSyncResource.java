package io.attune.server.workflow;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.Data;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The workflow files of a pack against the catalogue (api-catalog.md §1). */
@Path("/api/v1/packs/{ref}/workflows")
@Tag(name = "workflows")
@RunOnVirtualThread
public class WorkflowSyncResource {
    private final CurrentCaller caller;
    private final WorkflowSync sync;

    @Inject
    WorkflowSyncResource(CurrentCaller caller, WorkflowSync sync) {
        this.caller = caller;
        this.sync = sync;
    }

    @POST
    @Path("/sync")
    @Permit(resource = "actions", action = "update")
    @Operation(operationId = "sync_pack_workflows")
    public Data<WorkflowSync.Synchronised> synchronise(@PathParam("ref") String ref) {
        return Data.of(sync.synchronise(caller.get(), ref));
    }

    @POST
    @Path("/validate")
    @Permit(resource = "packs", action = "read")
    @Operation(operationId = "validate_pack_workflows")
    public Data<WorkflowSync.Validated> validate(@PathParam("ref") String ref) {
        return Data.of(sync.validate(caller.get(), ref));
    }
}
