package io.attune.server.inquiry;

import io.attune.model.id.ExecutionId;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.execution.ExecutionViewStore;
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
    private final ExecutionViewStore executions;
    private final InquiryResource inquiries;

    @Inject
    InquiriesOfExecutionResource(
            Transactions transactions,
            CurrentCaller current,
            ExecutionViewStore executions,
            InquiryResource inquiries) {
        this.transactions = transactions;
        this.current = current;
        this.executions = executions;
        this.inquiries = inquiries;
    }

    @GET
    @Permit(resource = "inquiries", action = "read")
    @Operation(operationId = "list_inquiries_by_execution", summary = "List the inquiries of an execution")
    public Page<InquiryView.Summary> list(@PathParam("execution_id") long execution, @BeanParam PageParams page) {
        var scope = current.get().scope();
        if (transactions
                .tenant(scope, tx -> executions.find(tx, scope, new ExecutionId(execution)))
                .isEmpty()) {
            throw AttuneException.notFound("Execution", execution);
        }
        return inquiries.page(new InquiryFilter(null, execution, null), page.request());
    }
}
