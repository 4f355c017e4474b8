package io.attune.server.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.identity.Identity;
import io.attune.store.permission.Assignment;
import io.attune.store.permission.RoleAssignment;
import io.attune.store.permission.RoleBinding;
import io.attune.store.permission.StoredPermissionSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The wire shapes of identities and permissions (api-auth.md §2.2, §3). */
public final class IdentityViews {
    private IdentityViews() {}

    public record IdentitySummaryView(
            long id,
            long tenantId,
            String tenantRef,
            boolean operator,
            String login,
            @Nullable String displayName,
            boolean frozen,
            JsonNode attributes,
            List<String> roles) {
        static IdentitySummaryView of(Identity identity, List<String> roles) {
            return new IdentitySummaryView(
                    identity.id().value(),
                    identity.tenant().value(),
                    identity.tenantRef(),
                    identity.operator(),
                    identity.login(),
                    identity.displayName(),
                    identity.frozen(),
                    identity.attributes(),
                    roles);
        }
    }

    public record IdentityView(
            long id,
            long tenantId,
            String tenantRef,
            boolean operator,
            String login,
            @Nullable String displayName,
            boolean frozen,
            JsonNode attributes,
            List<RoleAssignmentView> roles,
            List<AssignmentView> directPermissions) {
        static IdentityView of(Identity identity, List<RoleAssignment> roles, List<Assignment> assignments) {
            return new IdentityView(
                    identity.id().value(),
                    identity.tenant().value(),
                    identity.tenantRef(),
                    identity.operator(),
                    identity.login(),
                    identity.displayName(),
                    identity.frozen(),
                    identity.attributes(),
                    roles.stream().map(RoleAssignmentView::of).toList(),
                    assignments.stream().map(AssignmentView::of).toList());
        }
    }

    public record RoleAssignmentView(
            long id, long identityId, String role, String source, boolean managed, Instant created, Instant updated) {
        static RoleAssignmentView of(RoleAssignment assignment) {
            return new RoleAssignmentView(
                    assignment.id(),
                    assignment.identity().value(),
                    assignment.role(),
                    assignment.source(),
                    assignment.managed(),
                    assignment.created(),
                    assignment.updated());
        }
    }

    public record AssignmentView(
            long id, long identityId, long permissionSetId, String permissionSetRef, Instant created) {
        static AssignmentView of(Assignment assignment) {
            return new AssignmentView(
                    assignment.id(),
                    assignment.identity().value(),
                    assignment.permissionSetId(),
                    assignment.permissionSetRef(),
                    assignment.created());
        }
    }

    public record PermissionSetView(
            long id,
            String ref,
            @Nullable String packRef,
            @Nullable String label,
            @Nullable String description,
            JsonNode grants,
            List<SetRoleView> roles) {
        static PermissionSetView of(StoredPermissionSet set) {
            return new PermissionSetView(
                    set.id(),
                    set.ref(),
                    set.packRef(),
                    set.label(),
                    set.description(),
                    set.grants(),
                    set.roles().stream().map(SetRoleView::of).toList());
        }
    }

    public record SetRoleView(
            long id, long permissionSetId, @Nullable String permissionSetRef, String role, Instant created) {
        static SetRoleView of(RoleBinding binding) {
            return new SetRoleView(
                    binding.id(),
                    binding.permissionSetId(),
                    binding.permissionSetRef(),
                    binding.role(),
                    binding.created());
        }
    }
}
