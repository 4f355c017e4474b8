package io.attune.server.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.permission.Target;
import io.attune.model.id.IdentityId;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.GrantRules;
import io.attune.server.auth.PermissionCeiling;
import io.attune.server.auth.Permit;
import io.attune.server.auth.StoredGrants;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Success;
import io.attune.server.identity.IdentityViews.AssignmentView;
import io.attune.server.identity.IdentityViews.PermissionSetView;
import io.attune.server.identity.IdentityViews.SetRoleView;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.permission.PermissionStore;
import io.attune.store.permission.StoredPermissionSet;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Permission sets, who holds them, and which roles bring them (api-auth.md §3). */
@Path("/api/v1/permissions")
@RunOnVirtualThread
@Tag(name = "permissions")
public class PermissionResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final PermissionCeiling ceiling;
    private final Audit audit;
    private final IdentityAccess access;
    private final IdentityStore identities = new IdentityStore();
    private final PermissionStore permissions = new PermissionStore();

    @Inject
    PermissionResource(Transactions transactions, CurrentCaller current, PermissionCeiling ceiling, Audit audit) {
        this.transactions = transactions;
        this.current = current;
        this.ceiling = ceiling;
        this.audit = audit;
        this.access = new IdentityAccess(transactions);
    }

    public record UpdateSetRequest(
            @Nullable String label,
            @Nullable String description,
            @Nullable JsonNode grants) {}

    public record RoleRequest(@Nullable String role) {}

    public record AssignmentRequest(
            @Nullable String permissionSetRef,
            @Nullable Long identityId,
            @Nullable String identityLogin) {}

    @GET
    @Path("/sets")
    @Permit(resource = "permissions", action = "read")
    @Operation(operationId = "list_permission_sets")
    public List<PermissionSetView> list(@QueryParam("pack_ref") @Nullable String packRef) {
        var caller = current.get();
        return transactions.tenant(caller.scope(), tx -> permissions.list(tx, caller.scope(), packRef)).stream()
                .filter(set -> isAllowed(caller, "read", set))
                .map(PermissionSetView::of)
                .toList();
    }

    @PUT
    @Path("/sets/{id}")
    @Permit(resource = "permissions", action = "manage")
    @Operation(operationId = "update_permission_set")
    public Data<PermissionSetView> update(long id, UpdateSetRequest body) {
        var caller = current.get();
        new FieldChecks()
                .optionalText("label", body.label(), 0, 255)
                .required("grants", body.grants())
                .done();
        return transactions.tenant(caller.scope(), tx -> {
            var set = manageable(tx, caller, id);
            if (set.tenantId() == null && !caller.operator()) {
                throw AttuneException.forbidden("Only operators change the sets of system packs");
            }
            var grants = GrantRules.checked(body.grants());
            ceiling.requireWithin(caller, "this change", StoredGrants.read(set.ref(), grants));
            permissions.update(
                    tx,
                    id,
                    body.label() == null ? set.label() : body.label(),
                    body.description() == null ? set.description() : body.description(),
                    grants);
            record(tx, caller, "admin.permission_set.changed", id, set.ref());
            return Data.of(PermissionSetView.of(manageable(tx, caller, id)));
        });
    }

    @POST
    @Path("/sets/{id}/roles")
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Permit(resource = "permissions", action = "manage")
    @Operation(operationId = "create_permission_set_role_assignment")
    public Data<SetRoleView> bind(long id, RoleRequest body) {
        var caller = current.get();
        new FieldChecks().text("role", body.role(), 1, 255).done();
        return transactions.tenant(caller.scope(), tx -> {
            var set = manageable(tx, caller, id);
            ceiling.requireWithin(caller, List.of(set));
            Long tenant = set.tenantId() == null && caller.operator()
                    ? null
                    : Long.valueOf(caller.tenant().value());
            long binding = permissions
                    .bind(tx, tenant, id, String.valueOf(body.role()))
                    .orElseThrow(() -> AttuneException.conflict(
                            "The role '" + body.role() + "' is bound to '" + set.ref() + "' already"));
            record(tx, caller, "admin.permission_assignment.changed", id, set.ref());
            return Data.of(SetRoleView.of(
                    permissions.findBinding(tx, caller.scope(), binding).orElseThrow()));
        });
    }

    @DELETE
    @Path("/sets/roles/{id}")
    @Permit(resource = "permissions", action = "manage")
    @Operation(operationId = "delete_permission_set_role_assignment")
    public Data<Success> unbind(long id) {
        var caller = current.get();
        return transactions.tenant(caller.scope(), tx -> {
            var binding = permissions
                    .findBinding(tx, caller.scope(), id)
                    .orElseThrow(() -> AttuneException.notFound("Role binding", id));
            var _ = manageable(tx, caller, binding.permissionSetId());
            if (binding.tenantId() == null && !caller.operator()) {
                throw AttuneException.forbidden("Only operators change bindings that hold for all tenants");
            }
            var _ = permissions.unbind(tx, id);
            record(
                    tx,
                    caller,
                    "admin.permission_assignment.changed",
                    binding.permissionSetId(),
                    binding.permissionSetRef());
            return Data.of(Success.of("Role '" + binding.role() + "' unbound"));
        });
    }

    @POST
    @Path("/assignments")
    @ResponseStatus(201)
    @Permit(resource = "permissions", action = "manage")
    @Operation(operationId = "create_permission_assignment")
    public Data<AssignmentView> assign(AssignmentRequest body) {
        var caller = current.get();
        String ref = body.permissionSetRef();
        new FieldChecks().text("permission_set_ref", ref, 1, 255).done();
        if ((body.identityId() == null) == (body.identityLogin() == null)) {
            throw AttuneException.badRequest("Give exactly one of identity_id and identity_login");
        }
        return access.transaction(caller, tx -> {
            var identity = (body.identityId() == null
                            ? identities.findByLogin(tx, caller.scope(), String.valueOf(body.identityLogin()))
                            : identities.find(tx, caller.scope(), new IdentityId(body.identityId())))
                    .orElseThrow(() -> AttuneException.notFound(
                            "Identity",
                            body.identityId() == null ? String.valueOf(body.identityLogin()) : body.identityId()));
            var set = permissions.byRefs(tx, identity.tenant(), List.of(String.valueOf(ref))).stream()
                    .findFirst()
                    .orElseThrow(() -> AttuneException.notFound("Permission set", String.valueOf(ref)));
            requireAllowed(caller, set);
            IdentityAccess.requireReach(caller, identity);
            ceiling.requireWithin(caller, List.of(set));
            access.hold(tx, identity);
            long id = permissions
                    .assign(tx, identity.tenant(), identity.id(), set.id())
                    .orElseThrow(() ->
                            AttuneException.conflict("'" + identity.login() + "' holds '" + set.ref() + "' already"));
            record(
                    tx,
                    caller,
                    "admin.permission_assignment.changed",
                    identity.id().value(),
                    identity.login());
            return Data.of(AssignmentView.of(permissions.findAssignment(tx, id).orElseThrow()));
        });
    }

    @DELETE
    @Path("/assignments/{id}")
    @Permit(resource = "permissions", action = "manage")
    @Operation(operationId = "delete_permission_assignment")
    public Data<Success> unassign(long id) {
        var caller = current.get();
        return access.transaction(caller, tx -> {
            var assignment = permissions.findAssignment(tx, id).orElseThrow(() -> noAssignment(id));
            var identity =
                    identities.find(tx, caller.scope(), assignment.identity()).orElseThrow(() -> noAssignment(id));
            permissions
                    .byRefs(tx, identity.tenant(), List.of(assignment.permissionSetRef()))
                    .forEach(set -> requireAllowed(caller, set));
            IdentityAccess.requireReach(caller, identity);
            var _ = permissions.unassign(tx, id);
            record(
                    tx,
                    caller,
                    "admin.permission_assignment.changed",
                    assignment.identity().value(),
                    assignment.permissionSetRef());
            return Data.of(Success.of("Permission set '" + assignment.permissionSetRef() + "' taken away"));
        });
    }

    /** @throws AttuneException 404 for a set the caller does not see, 403 for one that its grant excludes */
    private StoredPermissionSet manageable(Tx tx, Caller caller, long id) {
        var set = permissions
                .find(tx, caller.scope(), id)
                .orElseThrow(() -> AttuneException.notFound("Permission set", id));
        requireAllowed(caller, set);
        return set;
    }

    private static void requireAllowed(Caller caller, StoredPermissionSet set) {
        if (!isAllowed(caller, "manage", set)) {
            throw AttuneException.forbidden("Insufficient permissions: permissions:manage");
        }
    }

    private static boolean isAllowed(Caller caller, String action, StoredPermissionSet set) {
        return caller.grants().allow("permissions", action, Target.of(set.packRef(), set.ref(), set.id()));
    }

    private static AttuneException noAssignment(long id) {
        return AttuneException.notFound("Permission assignment", id);
    }

    private void record(Tx tx, Caller caller, String eventType, long id, String ref) {
        audit.record(tx, caller, eventType, new Audit.Subject("permission", id, ref));
    }
}
