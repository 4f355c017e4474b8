package io.attune.server.identity;

import io.attune.model.Ref;
import io.attune.model.tenant.Tenant;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.RefreshTokenStore;
import io.attune.store.tenant.TenantStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Tenants (api.md §7, design.md D16): operators administer them, everybody may look at the own one. */
@Path("/api/v1/tenants")
@RunOnVirtualThread
@Tag(name = "tenants")
public class TenantResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final Audit audit;
    private final Clock clock;
    private final TenantStore tenants = new TenantStore();
    private final IdentityStore identities = new IdentityStore();
    private final RefreshTokenStore refreshTokens = new RefreshTokenStore();

    @Inject
    TenantResource(Transactions transactions, CurrentCaller current, Audit audit, Clock clock) {
        this.transactions = transactions;
        this.current = current;
        this.audit = audit;
        this.clock = clock;
    }

    public record CreateTenantRequest(
            @Nullable String ref, @Nullable String label) {}

    public record UpdateTenantRequest(
            @Nullable String label, @Nullable Boolean frozen) {}

    public record TenantView(long id, String ref, String label, boolean frozen, Instant created, Instant updated) {
        static TenantView of(Tenant tenant) {
            return new TenantView(
                    tenant.id().value(),
                    tenant.ref(),
                    tenant.label(),
                    tenant.frozen(),
                    tenant.created(),
                    tenant.updated());
        }
    }

    @GET
    @Permit(operator = true)
    @Operation(operationId = "list_tenants")
    public Page<TenantView> list(@BeanParam PageParams page) {
        var request = page.request();
        return transactions.tenant(
                current.get().scope(),
                tx -> Page.counted(tenants.list(tx, request.offset(), request.limit()), request, tenants.count(tx))
                        .map(TenantView::of));
    }

    @POST
    @ResponseStatus(201)
    @Permit(operator = true)
    @Operation(operationId = "create_tenant")
    public Data<TenantView> create(CreateTenantRequest body) {
        String ref = body.ref();
        var checks = new FieldChecks().text("ref", ref, 1, 255).text("label", body.label(), 1, 255);
        if (ref != null && !Ref.isPack(ref)) {
            checks.finding("ref", "must begin with a small letter and hold small letters, digits, _ and - only");
        }
        checks.done();
        var caller = current.get();
        return transactions.engine(tx -> {
            var _ = tenants.insert(tx, String.valueOf(ref), String.valueOf(body.label()))
                    .orElseThrow(() -> AttuneException.conflict("Tenant '" + ref + "' already exists"));
            var made = get(tx, String.valueOf(ref));
            record(tx, caller, "admin.tenant.created", made);
            return Data.of(TenantView.of(made));
        });
    }

    @GET
    @Path("/{ref}")
    @Permit
    @Operation(operationId = "get_tenant")
    public Data<TenantView> get(@PathParam("ref") String ref) {
        var scope = current.get().scope();
        return transactions.tenant(
                scope, tx -> Data.of(TenantView.of(tenants.find(tx, scope, ref).orElseThrow(() -> absent(ref)))));
    }

    @PUT
    @Path("/{ref}")
    @Permit(operator = true)
    @Operation(operationId = "update_tenant")
    public Data<TenantView> update(@PathParam("ref") String ref, UpdateTenantRequest body) {
        new FieldChecks().optionalText("label", body.label(), 1, 255).done();
        var caller = current.get();
        return transactions.engine(tx -> {
            var tenant = get(tx, ref);
            if (body.label() != null) {
                tenants.rename(tx, tenant.id(), body.label());
            }
            if (body.frozen() != null) {
                setFrozen(tx, caller, tenant, body.frozen());
            }
            record(tx, caller, "admin.tenant.updated", tenant);
            return Data.of(TenantView.of(get(tx, ref)));
        });
    }

    /** Freezing ends every session at once; rules and webhooks rest as soon as the catalogue is read again (ADR 11). */
    private void setFrozen(Tx tx, Caller caller, Tenant tenant, boolean frozen) {
        if (frozen && (tenant.id().equals(caller.tenant()) || tenant.id().equals(TenantStore.SYSTEM))) {
            throw AttuneException.badRequest(
                    "Neither your own tenant nor that of the platform can be frozen: nobody could undo it");
        }
        if (tenants.setFrozen(tx, tenant.id(), frozen) && frozen) {
            var now = clock.instant();
            identities.endSessions(tx, tenant.id(), now);
            refreshTokens.revokeAll(tx, tenant.id(), now);
        }
    }

    private Tenant get(Tx tx, String ref) {
        return tenants.find(tx, ref).orElseThrow(() -> absent(ref));
    }

    private static AttuneException absent(String ref) {
        return AttuneException.notFound("Tenant", ref);
    }

    private void record(Tx tx, Caller caller, String eventType, Tenant tenant) {
        audit.record(
                tx, caller, eventType, new Audit.Subject("tenant", tenant.id().value(), tenant.ref()));
    }
}
