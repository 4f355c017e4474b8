package io.attune.server.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.model.key.KeyOwner;
import io.attune.model.tenant.Tenant;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Passwords;
import io.attune.server.auth.PermissionCeiling;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.attune.server.http.Page;
import io.attune.server.http.PageParams;
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
import io.attune.store.tenant.TenantStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
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
    private final CurrentCaller current;
    private final Passwords passwords;
    private final OwnedKeys keys;
    private final PermissionCeiling ceiling;
    private final Audit audit;
    private final Clock clock;
    private final IdentityAccess access;
    private final IdentityStore identities = new IdentityStore();
    private final TenantStore tenants = new TenantStore();
    private final PermissionStore permissions = new PermissionStore();
    private final RefreshTokenStore refreshTokens = new RefreshTokenStore();

    @Inject
    IdentityResource(
            Transactions transactions,
            CurrentCaller current,
            Passwords passwords,
            OwnedKeys keys,
            PermissionCeiling ceiling,
            Audit audit,
            Clock clock) {
        this.access = new IdentityAccess(transactions);
        this.current = current;
        this.passwords = passwords;
        this.keys = keys;
        this.ceiling = ceiling;
        this.audit = audit;
        this.clock = clock;
    }

    public record CreateIdentityRequest(
            @Nullable String login,
            @Nullable String displayName,
            @Nullable String password,
            @Nullable JsonNode attributes,
            @Nullable String tenantRef,
            @Nullable Boolean operator) {
        @Override
        public String toString() {
            return "CreateIdentityRequest[" + login + "]";
        }
    }

    public record UpdateIdentityRequest(
            @Nullable String displayName,
            @Nullable String password,
            @Nullable JsonNode attributes,
            @Nullable Boolean frozen) {
        @Override
        public String toString() {
            return "UpdateIdentityRequest[" + displayName + "]";
        }

        boolean changesWhoCanActAsIt() {
            return password != null || Given.json(attributes) != null;
        }
    }

    public record RoleRequest(@Nullable String role) {}

    @GET
    @Permit(resource = "identities", action = "read")
    @Operation(operationId = "list_identities")
    public Page<IdentitySummaryView> list(@BeanParam PageParams page) {
        var request = page.request();
        var caller = current.get();
        return access.transaction(caller, tx -> {
            if (caller.grants().allowAll("identities", "read")) {
                var found = identities.list(tx, caller.scope(), request.offset(), request.limit());
                return Page.counted(summaries(tx, found), request, identities.count(tx, caller.scope()));
            }
            var readable = identities.list(tx, caller.scope(), 0, Integer.MAX_VALUE).stream()
                    .filter(identity -> IdentityAccess.isAllowed(caller, "identities", "read", identity))
                    .toList();
            var found = readable.stream()
                    .skip(request.offset())
                    .limit(request.limit())
                    .toList();
            return Page.counted(summaries(tx, found), request, readable.size());
        });
    }

    private List<IdentitySummaryView> summaries(Tx tx, List<Identity> found) {
        var roles = identities.roles(tx, found.stream().map(Identity::id).toList());
        return found.stream()
                .map(identity -> IdentitySummaryView.of(identity, roles.getOrDefault(identity.id(), List.of())))
                .toList();
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "identities", action = "create")
    @Operation(operationId = "create_identity")
    public Data<IdentityView> create(CreateIdentityRequest body) {
        var caller = current.get();
        String login = body.login();
        LoginNames.check(new FieldChecks(), login)
                .optionalText("display_name", body.displayName(), 0, 255)
                .optionalText("password", body.password(), 8, 128)
                .done();
        if (login == null) {
            throw new IllegalStateException("checked above");
        }
        boolean operator = Boolean.TRUE.equals(body.operator());
        if (operator && !caller.operator()) {
            throw AttuneException.forbidden("Only operators make operators");
        }
        String hash = body.password() == null ? null : passwords.hash(body.password());
        return access.transaction(caller, tx -> {
            var tenant = tenantOfNew(tx, caller, login, body.tenantRef());
            var attributes = body.attributes() == null ? NullNode.getInstance() : body.attributes();
            var id = identities
                    .insert(tx, new NewIdentity(tenant, login, body.displayName(), hash, attributes, operator))
                    .orElseThrow(() -> Logins.taken(login));
            var made = identities.find(tx, id).orElseThrow();
            IdentityAccess.requireAllowed(caller, "identities", "create", made);
            record(tx, caller, "admin.identity.created", made);
            return Data.of(view(tx, made));
        });
    }

    @GET
    @Path("/{id}")
    @Permit(resource = "identities", action = "read")
    @Operation(operationId = "get_identity")
    public Data<IdentityView> get(long id) {
        var caller = current.get();
        return access.transaction(caller, tx -> Data.of(view(tx, access.forReading(tx, caller, "identities", id))));
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
        return access.transaction(caller, tx -> {
            var identity = access.forChange(tx, caller, "identities", "update", id);
            if (body.changesWhoCanActAsIt()) {
                ceiling.requireOver(tx, caller, identity);
            }
            if (body.displayName() != null) {
                identities.rename(tx, identity.id(), body.displayName());
            }
            var attributes = Given.json(body.attributes());
            if (attributes != null) {
                identities.changeAttributes(tx, identity.id(), attributes);
            }
            if (hash != null) {
                refuseThePlatform(identity);
                identities.changePassword(tx, identity.id(), hash, clock.instant());
                refreshTokens.revokeAll(tx, identity.id(), clock.instant());
            }
            if (body.frozen() != null) {
                setFrozen(tx, caller, identity, body.frozen());
            }
            record(tx, caller, "admin.identity.updated", identity);
            return Data.of(view(tx, identities.find(tx, identity.id()).orElseThrow()));
        });
    }

    @DELETE
    @Path("/{id}")
    @Permit(resource = "identities", action = "delete")
    @Operation(operationId = "delete_identity")
    public Data<Success> delete(long id, @QueryParam("cascade") @DefaultValue("false") boolean cascade) {
        var caller = current.get();
        return access.transaction(caller, tx -> {
            var identity = access.forChange(tx, caller, "identities", "delete", id);
            refuseOneself(caller, identity, "delete");
            keys.release(
                    tx, caller, new KeyOwner.Identity(identity.id()), "Identity '" + identity.login() + "'", cascade);
            var _ = identities.delete(tx, identity.id());
            record(tx, caller, "admin.identity.deleted", identity);
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
        return access.transaction(caller, tx -> {
            var identity = access.forChange(tx, caller, "identities", "update", id);
            setFrozen(tx, caller, identity, frozen);
            record(tx, caller, "admin.identity.updated", identity);
            return Data.of(Success.of("Identity '" + identity.login() + "' " + (frozen ? "frozen" : "unfrozen")));
        });
    }

    @GET
    @Path("/{id}/permissions")
    @Permit(resource = "permissions", action = "read")
    @Operation(operationId = "list_identity_permissions")
    public List<AssignmentView> permissions(long id) {
        var caller = current.get();
        return access.transaction(
                caller,
                tx -> permissions
                        .assignments(
                                tx,
                                access.forReading(tx, caller, "permissions", id).id())
                        .stream()
                        .map(AssignmentView::of)
                        .toList());
    }

    @POST
    @Path("/{id}/roles")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Permit(resource = "permissions", action = "manage")
    @Operation(operationId = "create_identity_role_assignment")
    public Data<RoleAssignmentView> addRole(long id, RoleRequest body) {
        var caller = current.get();
        new FieldChecks().text("role", body.role(), 1, 255).done();
        String role = String.valueOf(body.role());
        return access.transaction(caller, tx -> {
            var identity = access.forChange(tx, caller, "permissions", "manage", id);
            ceiling.requireWithin(caller, permissions.byRole(tx, identity.tenant(), role));
            long assignment = permissions
                    .addRole(tx, identity.tenant(), identity.id(), role)
                    .orElseThrow(() -> AttuneException.conflict("The identity has the role '" + role + "' already"));
            record(tx, caller, "admin.role_assignment.changed", identity);
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
        return access.transaction(caller, tx -> {
            var assignment =
                    permissions.findRole(tx, id).orElseThrow(() -> AttuneException.notFound("Role assignment", id));
            var identity = identities
                    .find(tx, caller.scope(), assignment.identity())
                    .orElseThrow(() -> AttuneException.notFound("Role assignment", id));
            IdentityAccess.requireAllowed(caller, "permissions", "manage", identity);
            if (assignment.managed()) {
                throw AttuneException.badRequest("This role comes from an identity provider; change it there");
            }
            var _ = permissions.removeRole(tx, id);
            record(tx, caller, "admin.role_assignment.changed", identity);
            return Data.of(Success.of("Role '" + assignment.role() + "' removed"));
        });
    }

    /** D16: by an operator into the named tenant or one of its own, by others into theirs. */
    private TenantId tenantOfNew(Tx tx, Caller caller, String login, @Nullable String tenantRef) {
        if (tenantRef != null) {
            return tenants.find(tx, caller.scope(), tenantRef)
                    .map(Tenant::id)
                    .orElseThrow(() -> caller.operator()
                            ? AttuneException.notFound("Tenant", tenantRef)
                            : AttuneException.forbidden("Only operators name a tenant other than their own"));
        }
        return caller.operator() ? Tenants.forIdentity(tx, tenants, login) : caller.tenant();
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
        refuseThePlatform(identity);
    }

    /** It works for everybody and must never be able to log in (security.md §1.4). */
    private static void refuseThePlatform(Identity identity) {
        if (identity.id().equals(IdentityStore.SYSTEM)) {
            throw AttuneException.badRequest("The identity of the platform itself stays as it is");
        }
    }

    private IdentityView view(Tx tx, Identity identity) {
        return IdentityView.of(
                identity, permissions.roles(tx, identity.id()), permissions.assignments(tx, identity.id()));
    }

    private void record(Tx tx, Caller caller, String eventType, Identity identity) {
        audit.record(
                tx,
                caller,
                eventType,
                new Audit.Subject("identity", identity.id().value(), identity.login()));
    }
}
