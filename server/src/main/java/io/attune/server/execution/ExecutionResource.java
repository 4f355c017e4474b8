package io.attune.server.execution;

import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.LogStream;
import io.attune.model.id.ExecutionId;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.drive.dispatch.Cancellation;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.OptionalBody;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.server.http.PageRequest;
import io.attune.server.secret.SecretReveal;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.admission.WaitingStore;
import io.attune.store.execution.ExecutionFilter;
import io.attune.store.execution.ExecutionViewStore;
import io.attune.store.execution.LogStore;
import io.attune.store.secret.SecretHolder;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Starts, lists, shows, pauses and cancels executions (api-runs.md §3, api.md §7). */
@Path("/api/v1/executions")
@Tag(name = "executions")
@RunOnVirtualThread
public class ExecutionResource {
    private static final int LARGEST_LOG = 10 << 20;

    private final Transactions transactions;
    private final CurrentCaller current;
    private final ExecutionViewStore executions;
    private final ExecutionAccess access;
    private final Cancellation cancellation;
    private final ManualRuns manualRuns;
    private final LogStore logs;
    private final Audit audit;
    private final SecretReveal reveal;
    private final Pauses pauses;
    private final WaitingStore lines;

    @Inject
    ExecutionResource(
            Transactions transactions,
            CurrentCaller current,
            ExecutionViewStore executions,
            ExecutionAccess access,
            Cancellation cancellation,
            ManualRuns manualRuns,
            LogStore logs,
            Audit audit,
            SecretReveal reveal,
            Pauses pauses,
            WaitingStore lines) {
        this.transactions = transactions;
        this.current = current;
        this.executions = executions;
        this.access = access;
        this.cancellation = cancellation;
        this.manualRuns = manualRuns;
        this.logs = logs;
        this.audit = audit;
        this.reveal = reveal;
        this.pauses = pauses;
        this.lines = lines;
    }

    @POST
    @Path("/execute")
    @ResponseStatus(201)
    @Permit(resource = "actions", action = "execute")
    @Operation(operationId = "execute_action", summary = "Run an action")
    public Data<ExecutionView> execute(CreateExecution request) {
        var caller = current.get();
        request.check();
        var prepared = manualRuns.prepare(caller, request);
        return transactions.tenant(caller.scope(), tx -> {
            var id = manualRuns.start(tx, caller, prepared);
            return Data.of(
                    ExecutionView.of(executions.find(tx, caller.scope(), id).orElseThrow())
                            .asRequested());
        });
    }

    @GET
    @Permit(resource = "executions", action = "read")
    @Operation(operationId = "list_executions", summary = "List executions, newest first")
    public Page<ExecutionSummaryView> list(@BeanParam ExecutionListParams params) {
        return page(params.filter(), params.pageRequest(), params.includeTotal);
    }

    @GET
    @Path("/stats")
    @Permit(resource = "executions", action = "read")
    @Operation(operationId = "get_execution_stats", summary = "Count executions by status")
    public Data<ExecutionStats> stats() {
        var caller = current.get();
        return Data.of(ExecutionStats.of(transactions.tenant(
                caller.scope(), tx -> executions.countByStatus(tx, caller.scope(), access.reach(caller)))));
    }

    @GET
    @Path("/status/{status}")
    @Permit(resource = "executions", action = "read")
    @Operation(operationId = "list_executions_by_status", summary = "List executions in a status")
    public Page<ExecutionSummaryView> byStatus(@PathParam("status") String status, @BeanParam PageParams page) {
        var wanted = ExecutionListParams.status(status.toLowerCase(Locale.ROOT));
        return page(ExecutionFilter.ofStatus(wanted), page.request(), true);
    }

    /** What older clients call instead of {@code /enforcements/{id}/executions} (api.md §5). */
    @GET
    @Path("/enforcement/{enforcement_id}")
    @Permit(resource = "executions", action = "read")
    @Operation(operationId = "list_executions_by_enforcement_alias", summary = "List the executions of an enforcement")
    public Page<ExecutionSummaryView> byEnforcement(
            @PathParam("enforcement_id") long enforcement, @BeanParam PageParams page) {
        return page(ExecutionFilter.ofEnforcement(enforcement), page.request(), true);
    }

    Page<ExecutionSummaryView> page(ExecutionFilter filter, PageRequest page, boolean counted) {
        var caller = current.get();
        var reach = access.reach(caller);
        return transactions.tenant(caller.scope(), tx -> {
            if (counted) {
                var rows = executions.list(tx, caller.scope(), reach, filter, page.offset(), page.limit());
                return Page.counted(rows, page, executions.count(tx, caller.scope(), reach, filter))
                        .map(ExecutionSummaryView::of);
            }
            // One more than asked for tells whether there is a next page.
            var rows = executions.list(tx, caller.scope(), reach, filter, page.offset(), page.limit() + 1);
            return Page.uncounted(rows, page).map(ExecutionSummaryView::of);
        });
    }

    @GET
    @Path("/{id}")
    @Permit(resource = "executions", action = "read")
    @Operation(operationId = "get_execution", summary = "Show an execution")
    public Data<ExecutionView> get(
            @PathParam("id") long id,
            @QueryParam("include_secret_values") @DefaultValue("false") boolean includeSecretValues) {
        var caller = current.get();
        if (includeSecretValues && !caller.grants().allowSome("executions", "decrypt")) {
            throw AttuneException.forbidden("Insufficient permissions: executions:decrypt");
        }
        return transactions.tenant(caller.scope(), tx -> {
            var execution = access.getReadable(tx, caller, id);
            var view = shown(tx, caller, execution);
            return Data.of(includeSecretValues ? revealed(tx, caller, execution, view) : view);
        });
    }

    private ExecutionView shown(Tx tx, Caller caller, Execution execution) {
        var view = ExecutionView.of(execution);
        if (execution.status() != ExecutionStatus.REQUESTED) {
            return view;
        }
        return lines.find(tx, caller.scope(), new ExecutionId(execution.id()))
                .map(waiting -> view.waiting(AdmissionView.of(waiting)))
                .orElse(view);
    }

    private ExecutionView revealed(Tx tx, Caller caller, Execution execution, ExecutionView view) {
        access.requireDecryptable(tx, caller, execution);
        var config = reveal.reveal(tx, SecretHolder.EXECUTION_CONFIG, execution.source(), view.config());
        var result = reveal.reveal(tx, SecretHolder.EXECUTION_RESULT, execution.source(), view.result());
        reveal.record(
                tx,
                caller,
                "secret.execution_values.decrypted",
                new Audit.Subject("execution", view.id(), view.actionRef()),
                config,
                result);
        return view.with(config.document(), result.document());
    }

    @GET
    @Path("/{id}/logs")
    @Permit(resource = "executions", action = "read")
    @Operation(operationId = "get_execution_logs", summary = "Show the stored output of an execution")
    public Data<ExecutionLogsView> logs(@PathParam("id") long id) {
        var caller = current.get();
        return transactions.tenant(caller.scope(), tx -> {
            var execution = access.getReadable(tx, caller, id);
            var executionId = new ExecutionId(id);
            List<ExecutionLogsView.Line> lines = new ArrayList<>();
            Map.of(LogStream.STDOUT, "info", LogStream.STDERR, "error").entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> lines.addAll(ExecutionLogsView.lines(
                            logs.lastWritten(tx, executionId, entry.getKey())
                                    .orElse(execution.summary().updated()),
                            entry.getValue(),
                            logs.readAll(tx, executionId, entry.getKey(), LARGEST_LOG))));
            return Data.of(new ExecutionLogsView(lines));
        });
    }

    @POST
    @Path("/{id}/cancel")
    @Permit
    @Operation(operationId = "cancel_execution", summary = "Cancel an execution")
    public Data<ExecutionView> cancel(
            @PathParam("id") long id,
            @QueryParam("cascade") @DefaultValue("false") boolean cascade,
            @OptionalBody @Nullable Object ignored) {
        var caller = current.get();
        return transactions.tenant(caller.scope(), tx -> {
            var wanted = access.getCancellable(tx, caller, id).summary();
            var executionId = new ExecutionId(id);
            var by = audit.initiator(caller);
            var found = cancellation.cancel(tx, List.of(executionId), by).getOrDefault(executionId, wanted.status());
            if (found.isTerminal()) {
                throw AttuneException.conflict("Execution " + id + " is over: it is " + found.wire());
            }
            if (cascade) {
                // The tasks of a workflow are cancelled with it, as its cancellation policy says (runtime.md §5.4).
                cancellation.cancel(tx, executions.livingPlainDescendants(tx, caller.scope(), executionId), by);
            }
            return Data.of(ExecutionView.of(
                    executions.find(tx, caller.scope(), executionId).orElseThrow()));
        });
    }

    @POST
    @Path("/{id}/pause")
    @Permit
    @Operation(operationId = "pause_execution", summary = "Start nothing new in a workflow")
    public Data<ExecutionView> pause(@PathParam("id") long id, @OptionalBody @Nullable Object ignored) {
        return setPaused(id, true);
    }

    @POST
    @Path("/{id}/resume")
    @Permit
    @Operation(operationId = "resume_execution", summary = "Let a paused workflow go on")
    public Data<ExecutionView> resume(@PathParam("id") long id, @OptionalBody @Nullable Object ignored) {
        return setPaused(id, false);
    }

    private Data<ExecutionView> setPaused(long id, boolean paused) {
        var caller = current.get();
        return transactions.tenant(caller.scope(), tx -> {
            var execution = access.getCancellable(tx, caller, id);
            pauses.set(tx, caller, execution, paused);
            return Data.of(ExecutionView.of(
                    executions.find(tx, caller.scope(), new ExecutionId(id)).orElseThrow()));
        });
    }
}
