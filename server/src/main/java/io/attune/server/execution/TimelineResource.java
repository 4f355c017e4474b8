package io.attune.server.execution;

import io.attune.model.id.ExecutionId;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
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

/** What happened to an execution, step by step, with the reasons (ui.md §6.2). */
@Path("/api/v1/executions/{id}/timeline")
@Tag(name = "executions")
@RunOnVirtualThread
public class TimelineResource {
    private final Transactions transactions;
    private final CurrentCaller caller;
    private final ExecutionAccess access;
    private final TimelineStore timelines;

    @Inject
    TimelineResource(Transactions transactions, CurrentCaller caller, ExecutionAccess access, TimelineStore timelines) {
        this.transactions = transactions;
        this.caller = caller;
        this.access = access;
        this.timelines = timelines;
    }

    @GET
    @Permit(resource = "executions", action = "read")
    @Operation(
            operationId = "get_execution_timeline",
            summary = "What happened to an execution, the oldest first; for workflows with the runs of their tasks")
    public Page<TimelineEntryView> timeline(@PathParam("id") long id, @BeanParam PageParams page) {
        var by = caller.get();
        var request = page.request();
        return transactions.tenant(by.scope(), tx -> {
            var story = TimelineEntryView.story(access.getReadable(tx, by, id));
            var entries = timelines.page(tx, by.scope(), new ExecutionId(id), request.offset(), request.limit() + 1);
            return Page.uncounted(entries, request).map(entry -> TimelineEntryView.of(story, entry));
        });
    }
}
