package io.attune.server.workflow;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.Data;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Workflows that are rewritten in the files of their packs (api-catalog.md §3). */
@Path("/api/v1/workflows/{ref}/file")
@Tag(name = "workflows")
@RunOnVirtualThread
public class WorkflowFileResource {
    private final CurrentCaller caller;
    private final WorkflowFiles files;

    @Inject
    WorkflowFileResource(CurrentCaller caller, WorkflowFiles files) {
        this.caller = caller;
        this.files = files;
    }

    @PUT
    @Permit(resource = "actions", action = "update")
    @Operation(operationId = "update_workflow_file")
    public Data<WorkflowView> update(@PathParam("ref") String ref, SaveWorkflowFile request) throws IOException {
        return DefinitionChecks.saved(files.update(caller.get(), ref, request), "Workflow file saved successfully");
    }
}
