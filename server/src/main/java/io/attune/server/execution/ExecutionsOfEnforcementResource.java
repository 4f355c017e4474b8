package io.attune.server.execution;

import io.attune.server.auth.Permit;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.execution.ExecutionFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The executions of an enforcement (api-runs.md §2); an unknown one has none. */
@Path("/api/v1/enforcements/{enforcement_id}/executions")
@Tag(name = "executions")
@RunOnVirtualThread
public class ExecutionsOfEnforcementResource {
    private final ExecutionResource executions;

    @Inject
    ExecutionsOfEnforcementResource(ExecutionResource executions) {
        this.executions = executions;
    }

    @GET
    @Permit(resource = "executions", action = "read")
    @Operation(operationId = "list_executions_by_enforcement", summary = "List the executions of an enforcement")
    public Page<ExecutionSummaryView> list(@PathParam("enforcement_id") long enforcement, @BeanParam PageParams page) {
        return executions.page(ExecutionFilter.ofEnforcement(enforcement), page.request(), true);
    }
}
