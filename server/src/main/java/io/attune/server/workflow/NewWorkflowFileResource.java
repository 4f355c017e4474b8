package io.attune.server.workflow;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.Data;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Workflows that are made as files of a pack (api-catalog.md §3). */
@Path("/api/v1/packs/{pack_ref}/workflow-files")
@Tag(name = "workflows")
@RunOnVirtualThread
public class NewWorkflowFileResource {
    private final CurrentCaller caller;
    private final WorkflowFiles files;

    @Inject
    NewWorkflowFileResource(CurrentCaller caller, WorkflowFiles files) {
        this.caller = caller;
        this.files = files;
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "actions", action = "create")
    @Operation(operationId = "save_workflow_file")
    public Data<WorkflowView> create(@PathParam("pack_ref") String packRef, SaveWorkflowFile request)
            throws IOException {
        return DefinitionChecks.saved(files.create(caller.get(), packRef, request), "Workflow file saved successfully");
    }
}
