package io.attune.server.inquiry;

import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.execution.ExecutionAccess;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.inquiry.InquiryFilter;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What an execution asks (api-runs.md §4): at most one inquiry. */
@Path("/api/v1/executions/{execution_id}/inquiries")
@Tag(name = "inquiries")
@RunOnVirtualThread
public class InquiriesOfExecutionResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final ExecutionAccess executions;
    private final InquiryResource inquiries;

    @Inject
    InquiriesOfExecutionResource(
            Transactions transactions, CurrentCaller current, ExecutionAccess executions, InquiryResource inquiries) {
        this.transactions = transactions;
        this.current = current;
        this.executions = executions;
        this.inquiries = inquiries;
    }

    @GET
    @Permit(resource = "inquiries", action = "read")
    @Operation(operationId = "list_inquiries_by_execution", summary = "List the inquiries of an execution")
    public Page<InquiryView.Summary> list(@PathParam("execution_id") long execution, @BeanParam PageParams page) {
        var caller = current.get();
        transactions.tenantTask(caller.scope(), tx -> {
            var _ = executions.getReadable(tx, caller, execution);
        });
        return inquiries.page(new InquiryFilter(null, execution, null), page.request());
    }
}
