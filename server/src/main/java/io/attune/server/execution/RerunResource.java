package io.attune.server.execution;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.Data;
import io.attune.server.http.OptionalBody;
import io.attune.store.Transactions;
import io.attune.store.execution.ExecutionViewStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Runs executions again (workflows.md §12, api.md §7). */
@Path("/api/v1/executions/{id}/rerun")
@Tag(name = "executions")
@RunOnVirtualThread
public class RerunResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final ExecutionViewStore executions;
    private final ExecutionAccess access;
    private final ManualRuns manualRuns;
    private final Reruns reruns;

    @Inject
    RerunResource(
            Transactions transactions,
            CurrentCaller current,
            ExecutionViewStore executions,
            ExecutionAccess access,
            ManualRuns manualRuns,
            Reruns reruns) {
        this.transactions = transactions;
        this.current = current;
        this.executions = executions;
        this.access = access;
        this.manualRuns = manualRuns;
        this.reruns = reruns;
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "executions", action = "read")
    @Operation(operationId = "rerun_execution", summary = "Run an execution again")
    public Data<ExecutionView> rerun(@PathParam("id") long id, @OptionalBody @Nullable RerunExecution body) {
        var caller = current.get();
        var request = body == null ? RerunExecution.SAME : body;
        request.check();
        var wish = transactions.tenant(
                caller.scope(), tx -> reruns.read(tx, caller, access.getReadable(tx, caller, id), request));
        var prepared = reruns.prepare(caller, wish);
        return transactions.tenant(caller.scope(), tx -> {
            var made = manualRuns.start(tx, caller, prepared);
            return Data.of(
                    ExecutionView.of(executions.find(tx, caller.scope(), made).orElseThrow())
                            .asRequested());
        });
    }
}
