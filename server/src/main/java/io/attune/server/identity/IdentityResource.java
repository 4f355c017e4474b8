package io.attune.server.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.model.key.KeyOwner;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Authentication;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Passwords;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Page;
import io.attune.server.http.PageRequest;
import io.attune.server.http.Success;
import io.attune.server.identity.IdentityViews.AssignmentView;
import io.attune.server.identity.IdentityViews.IdentitySummaryView;
import io.attune.server.identity.IdentityViews.IdentityView;
import io.attune.server.identity.IdentityViews.RoleAssignmentView;
import io.attune.server.key.OwnedKeys;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.IdentityStore.NewIdentity;
import io.attune.store.identity.RefreshTokenStore;
import io.attune.store.permission.PermissionStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Administering identities and their roles (api-auth.md §2). Operators reach every tenant, the others their own (D16). */
@Path("/api/v1/identities")
@RunOnVirtualThread
@Tag(name = "permissions")
public class IdentityResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final Passwords passwords;
    private final Authentication authentication;
    private final OwnedKeys keys;
    private final Audit audit;
    private final Clock clock;
    private final IdentityStore identities = new IdentityStore();
    private final PermissionStore permissions = new PermissionStore();
    private final RefreshTokenStore refreshTokens = new RefreshTokenStore();

    @Inject
    IdentityResource(
            Transactions transactions,
            CurrentCaller current,
            Passwords passwords,
            Authentication authentication,
            OwnedKeys keys,
            Audit audit,
            Clock clock) {
        this.transactions = transactions;
        this.current = current;
        this.passwords = passwords;
        this.authentication = authentication;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    public record CreateIdentityRequest(
            @Nullable String login,
            @Nullable String displayName,
            @Nullable String password,
            @Nullable JsonNode attributes,
            @Nullable String tenantRef,
            @Nullable Boolean operator) {}

    public record UpdateIdentityRequest(
            @Nullable String displayName,
            @Nullable String password,
            @Nullable JsonNode attributes,
            @Nullable Boolean frozen) {}

    public record RoleRequest(@Nullable String role) {}

    @GET
    @Permit(resource = "identities", action = "read")
    @Operation(operationId = "list_identities")
    public Page<IdentitySummaryView> list(
            @QueryParam("page") @DefaultValue("1") long page,
            @QueryParam("page_size") @DefaultValue("50") long pageSize) {
        var request = PageRequest.upTo100(page, pageSize);
        var tenant = reach(current.get());
        return transactions.engine(tx -> Page.counted(
                identities.list(tx, tenant, request.offset(), request.limit()).stream()
                        .map(identity -> IdentitySummaryView.of(identity, identities.roles(tx, identity.id())))
                        .toList(),
                request,
                identities.count(tx, tenant)));
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "identities", action = "create")
    @Operation(operationId = "create_identity")
    public Data<IdentityView> create(CreateIdentityRequest body) {
        var caller = current.get();
        String login = body.login();
        new FieldChecks()
                .text("login", login, 3, 255)
                .optionalText("display_name", body.displayName(), 0, 255)
                .optionalText("password", body.password(), 8, 128)
                .done();
        if (login == null) {
            throw new IllegalStateException("checked above");
        }
        boolean operator = Boolean.TRUE.equals(body.operator());
        if (!caller.operator() && (operator || body.tenantRef() != null)) {
            throw AttuneException.forbidden("Only operators name a tenant or make operators");
        }
        String hash = body.password() == null ? null : passwords.hash(body.password());
        return transactions.engine(tx -> {
            if (identities.findByLogin(tx, login).isPresent()) {
                throw AttuneException.conflict("The login '" + login + "' is taken");
            }
            var tenant = tenantOfNew(tx, caller, login, body.tenantRef());
            var attributes = body.attributes() == null ? NullNode.getInstance() : body.attributes();
            var id = identities
                    .insert(tx, new NewIdentity(tenant, login, body.displayName(), hash, attributes, operator))
                    .orElseThrow(() -> AttuneException.conflict("The login '" + login + "' is taken"));
            record(tx, caller, "admin.identity.created", id, login);
            return Data.of(view(tx, identities.find(tx, id).orElseThrow()));
        });
    }

    @GET
    @Path("/{id}")
    @Permit(resource = "identities", action = "read")
    @Operation(operationId = "get_identity")
    public Data<IdentityView> get(long id) {
        var caller = current.get();
        return transactions.engine(tx -> Data.of(view(tx, reachable(tx, caller, id))));
    }

    @PUT
    @Path("/{id}")
    @Permit(resource = "identities", action = "update")
    @Operation(operationId = "update_identity")
    public Data<IdentityView> update(long id, UpdateIdentityRequest body) {
        var caller = current.get();
        new FieldChecks()
                .optionalText("display_name", body.displayName(), 0, 255)
                .optionalText("password", body.password(), 8, 128)
                .done();
        String hash = body.password() == null ? null : passwords.hash(body.password());
        return transactions.engine(tx -> {
            var identity = reachable(tx, caller, id);
            if (body.displayName() != null) {
                identities.rename(tx, identity.id(), body.displayName());
            }
            if (body.attributes() != null && !body.attributes().isNull()) {
                identities.changeAttributes(tx, identity.id(), body.attributes());
            }
            if (hash != null) {
                identities.changePassword(tx, identity.id(), hash, clock.instant());
                refreshTokens.revokeAll(tx, identity.id(), clock.instant());
            }
            if (body.frozen() != null) {
                setFrozen(tx, caller, identity, body.frozen());
            }
            record(tx, caller, "admin.identity.updated", identity.id(), identity.login());
            return Data.of(view(tx, reachable(tx, caller, id)));
        });
    }

    @DELETE
    @Path("/{id}")
    @Permit(resource = "identities", action = "delete")
    @Operation(operationId = "delete_identity")
    public Data<Success> delete(long id, @QueryParam("cascade") @DefaultValue("false") boolean cascade) {
        var caller = current.get();
        return transactions.engine(tx -> {
            var identity = reachable(tx, caller, id);
            refuseOneself(caller, identity, "delete");
            keys.release(
                    tx, caller, new KeyOwner.Identity(identity.id()), "Identity '" + identity.login() + "'", cascade);
            var _ = identities.delete(tx, identity.id());
            record(tx, caller, "admin.identity.deleted", identity.id(), identity.login());
            return Data.of(Success.of("Identity '" + identity.login() + "' deleted"));
        });
    }

    @POST
    @Path("/{id}/freeze")
    @Permit(resource = "identities", action = "update")
    @Operation(operationId = "freeze_identity")
    public Data<Success> freeze(long id) {
        return freezing(id, true);
    }

    @POST
    @Path("/{id}/unfreeze")
    @Permit(resource = "identities", action = "update")
    @Operation(operationId = "unfreeze_identity")
    public Data<Success> unfreeze(long id) {
        return freezing(id, false);
    }

    private Data<Success> freezing(long id, boolean frozen) {
        var caller = current.get();
        return transactions.engine(tx -> {
            var identity = reachable(tx, caller, id);
            setFrozen(tx, caller, identity, frozen);
            record(tx, caller, "admin.identity.updated", identity.id(), identity.login());
            return Data.of(Success.of("Identity '" + identity.login() + "' " + (frozen ? "frozen" : "unfrozen")));
        });
    }

    @GET
    @Path("/{id}/permissions")
    @Permit(resource = "permissions", action = "read")
    @Operation(operationId = "list_identity_permissions")
    public List<AssignmentView> permissions(long id) {
        var caller = current.get();
        return transactions.engine(tx -> permissions
                .assignments(tx, reachable(tx, caller, id).id())
                .stream()
                .map(AssignmentView::of)
                .toList());
    }

    @POST
    @Path("/{id}/roles")
    @ResponseStatus(201)
    @Permit(resource = "permissions", action = "manage")
    @Operation(operationId = "create_identity_role_assignment")
    public Data<RoleAssignmentView> addRole(long id, RoleRequest body) {
        var caller = current.get();
        String role = body.role();
        new FieldChecks().text("role", role, 1, 255).done();
        return transactions.engine(tx -> {
            var identity = reachable(tx, caller, id);
            long assignment = permissions
                    .addRole(tx, identity.tenant(), identity.id(), String.valueOf(role))
                    .orElseThrow(() -> AttuneException.conflict("The identity has the role '" + role + "' already"));
            record(tx, caller, "admin.role_assignment.changed", identity.id(), identity.login());
            return Data.of(
                    RoleAssignmentView.of(permissions.findRole(tx, assignment).orElseThrow()));
        });
    }

    @DELETE
    @Path("/roles/{id}")
    @Permit(resource = "permissions", action = "manage")
    @Operation(operationId = "delete_identity_role_assignment")
    public Data<Success> removeRole(long id) {
        var caller = current.get();
        return transactions.engine(tx -> {
            var assignment =
                    permissions.findRole(tx, id).orElseThrow(() -> AttuneException.notFound("Role assignment", id));
            var identity = identities
                    .find(tx, assignment.identity())
                    .filter(found -> isWithin(caller, found))
                    .orElseThrow(() -> AttuneException.notFound("Role assignment", id));
            if (assignment.managed()) {
                throw AttuneException.badRequest("This role comes from an identity provider; change it there");
            }
            var _ = permissions.removeRole(tx, id);
            record(tx, caller, "admin.role_assignment.changed", identity.id(), identity.login());
            return Data.of(Success.of("Role '" + assignment.role() + "' removed"));
        });
    }

    /** D16: by an operator into the named tenant or one of its own, by others into theirs. */
    private TenantId tenantOfNew(Tx tx, Caller caller, String login, @Nullable String tenantRef) {
        if (!caller.operator()) {
            return caller.tenant();
        }
        return tenantRef == null
                ? Tenants.forIdentity(tx, identities, login)
                : identities.findTenant(tx, tenantRef).orElseThrow(() -> AttuneException.notFound("Tenant", tenantRef));
    }

    private void setFrozen(Tx tx, Caller caller, Identity identity, boolean frozen) {
        if (frozen) {
            refuseOneself(caller, identity, "freeze");
            refreshTokens.revokeAll(tx, identity.id(), clock.instant());
        }
        identities.setFrozen(tx, identity.id(), frozen, clock.instant());
    }

    private static void refuseOneself(Caller caller, Identity identity, String verb) {
        if (identity.id().equals(caller.identity())) {
            throw AttuneException.badRequest("You cannot " + verb + " yourself");
        }
        if (identity.id().equals(IdentityStore.SYSTEM)) {
            throw AttuneException.badRequest("The identity of the platform itself stays as it is");
        }
    }

    private Identity reachable(Tx tx, Caller caller, long id) {
        return identities
                .find(tx, new IdentityId(id))
                .filter(identity -> isWithin(caller, identity))
                .orElseThrow(() -> AttuneException.notFound("Identity", id));
    }

    private static boolean isWithin(Caller caller, Identity identity) {
        return caller.operator() || identity.tenant().equals(caller.tenant());
    }

    private static @Nullable TenantId reach(Caller caller) {
        return caller.operator() ? null : caller.tenant();
    }

    private IdentityView view(Tx tx, Identity identity) {
        return IdentityView.of(
                identity, permissions.roles(tx, identity.id()), permissions.assignments(tx, identity.id()));
    }

    private void record(Tx tx, Caller caller, String eventType, IdentityId id, String login) {
        audit.record(tx, caller, eventType, new Audit.Subject("identity", id.value(), login));
        tx.afterCommit(authentication::forgetAll);
    }
}
