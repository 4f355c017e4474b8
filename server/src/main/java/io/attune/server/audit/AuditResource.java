package io.attune.server.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.tenant.Tenant;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.Page;
import io.attune.server.http.Unhurried;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.AuditReadStore;
import io.attune.store.audit.ChainHead;
import io.attune.store.tenant.TenantStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * The audit log as its readers see it (api-ops.md §4): the records of their tenant, for operators also those of no tenant. Each look into
 * it is recorded in the same transaction.
 */
@Path("/api/v1/audit-events")
@Tag(name = "audit")
@RunOnVirtualThread
public class AuditResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final Audit audit;
    private final AuditReadStore events;
    private final AuditVerification verification;
    private final TenantStore tenants = new TenantStore();

    @Inject
    AuditResource(
            Transactions transactions,
            CurrentCaller current,
            Audit audit,
            AuditReadStore events,
            AuditVerification verification) {
        this.transactions = transactions;
        this.current = current;
        this.audit = audit;
        this.events = events;
        this.verification = verification;
    }

    @GET
    @Permit(resource = "audit_log", action = "read")
    @Operation(operationId = "list_audit_events", summary = "List audit records, newest first")
    public Page<AuditEventView.Summary> list(@BeanParam AuditQuery query) {
        var caller = current.get();
        var page = query.pageRequest();
        var filter = query.filter();
        return transactions.tenant(caller.scope(), tx -> {
            // One more than asked for tells whether there is a next page.
            var rows = events.list(tx, caller.scope(), filter, page.offset(), page.limit() + 1);
            var found = Page.uncounted(rows, page);
            var counted = query.includeTotal
                    ? Page.counted(found.items(), page, events.count(tx, caller.scope(), filter))
                    : found;
            noteReading(tx, caller, null, "list", counted.items().size());
            return counted.map(AuditEventView.Summary::of);
        });
    }

    @GET
    @Path("/{id}")
    @Permit(resource = "audit_log", action = "read")
    @Operation(operationId = "get_audit_event", summary = "Show an audit record")
    public Data<AuditEventView> get(@PathParam("id") long id) {
        var caller = current.get();
        return transactions.tenant(caller.scope(), tx -> {
            var event =
                    events.find(tx, caller.scope(), id).orElseThrow(() -> AttuneException.notFound("Audit event", id));
            noteReading(tx, caller, id, "get", 1);
            return Data.of(AuditEventView.of(event));
        });
    }

    @GET
    @Path("/by-request/{request_id}")
    @Permit(resource = "audit_log", action = "read")
    @Operation(
            operationId = "get_audit_events_by_request",
            summary = "Show everything one request left in the audit log, oldest first")
    public Data<List<AuditEventView>> byRequest(@PathParam("request_id") String request) {
        var caller = current.get();
        var id = AuditQuery.requestId("request_id", request);
        return transactions.tenant(caller.scope(), tx -> {
            var found = events.byRequest(tx, caller.scope(), id);
            noteReading(tx, caller, null, "by_request", found.size());
            return Data.of(found.stream().map(AuditEventView::of).toList());
        });
    }

    @GET
    @Path("/verify")
    @Unhurried("all records of a chain are read")
    @Permit(resource = "audit_log", action = "read")
    @Operation(
            operationId = "verify_audit_events",
            summary = "Check the hash chain of the audit log",
            description = "Checks the records of the caller's tenant. Operators may name another one in tenant_ref, or "
                    + "ask for the records of no tenant by without_tenant=true.")
    public Data<AuditCheckView> verify(
            @QueryParam("tenant_ref") @Nullable String tenantRef,
            @QueryParam("without_tenant") @DefaultValue("false") boolean withoutTenant) {
        var caller = current.get();
        if (!caller.operator() && (tenantRef != null || withoutTenant)) {
            throw AttuneException.forbidden("Only operators verify other records than those of their tenant");
        }
        if (tenantRef != null && withoutTenant) {
            throw AttuneException.badRequest("tenant_ref and without_tenant exclude each other");
        }
        long chain = withoutTenant ? ChainHead.OF_NO_TENANT : chain(caller, tenantRef);
        var findings = verification.verify(chain);
        transactions.tenantTask(caller.scope(), tx -> noteReading(tx, caller, null, "verify", findings.checked()));
        return Data.of(AuditCheckView.of(findings));
    }

    private long chain(Caller caller, @Nullable String tenantRef) {
        var tenant = tenantRef == null
                ? caller.tenant()
                : transactions
                        .engine(tx -> tenants.find(tx, tenantRef))
                        .map(Tenant::id)
                        .orElseThrow(() -> AttuneException.notFound("Tenant", tenantRef));
        return tenant.value();
    }

    private void noteReading(Tx tx, Caller caller, @Nullable Long id, String operation, long records) {
        ObjectNode details = JsonNodeFactory.instance
                .objectNode()
                .put("operation", operation)
                .put("records", records);
        audit.record(tx, caller, "audit_log.read", new Audit.Subject("audit_log", id, null), details);
    }
}
