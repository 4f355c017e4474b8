package io.attune.server.execution;

import io.attune.model.id.ExecutionId;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.Page;
import io.attune.store.Transactions;
import io.attune.store.execution.TimelineStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the fields of an execution changed (api-ops.md §2); with reasons that is the {@link TimelineResource}. */
@Path("/api/v1/executions/{id}/history")
@Tag(name = "executions")
@RunOnVirtualThread
public class HistoryResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final ExecutionAccess access;
    private final TimelineStore timelines;

    @Inject
    HistoryResource(Transactions transactions, CurrentCaller caller, ExecutionAccess access, TimelineStore timelines) {
        this.transactions = transactions;
        this.caller = caller;
        this.access = access;
        this.timelines = timelines;
    }

    @GET
    @Permit(resource = "executions", action = "read")
    @Operation(
            operationId = "get_execution_history",
            summary = "Changes of the status of an execution and of what changed with it, the newest first")
    public Page<HistoryRecordView> history(@PathParam("id") long id, @BeanParam HistoryQuery query) {
        var request = query.pageRequest();
        var wanted = query.filter();
        var by = caller.get();
        return transactions.tenant(by.scope(), tx -> {
            // The steps first: then none of them can be newer than the execution that is read.
            var steps = timelines.steps(tx, by.scope(), new ExecutionId(id));
            var execution = access.getReadable(tx, by, id);
            var records = ExecutionHistory.of(execution, steps).stream()
                    .filter(wanted)
                    .toList();
            var page = records.stream()
                    .skip(request.offset())
                    .limit(request.limit())
                    .toList();
            return Page.counted(page, request, records.size());
        });
    }
}
