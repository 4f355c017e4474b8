package io.attune.server.identity;

import io.attune.model.identity.Identity;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Permit;
import io.attune.server.auth.TokenKind;
import io.attune.server.http.AttuneException;
import io.attune.server.http.BodyLimit;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.identity.AuthorityStore;
import io.attune.store.identity.AuthorityStore.HeldSet;
import io.attune.store.identity.IdentityStore;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What one may know and change about oneself (api-auth.md §1). Every identity of this release is a local one. */
@Path("/auth")
@RunOnVirtualThread
@BodyLimit(64 * BodyLimit.KIBIBYTE)
@Tag(name = "auth")
public class ProfileResource {
    private final Transactions transactions;
    private final CurrentCaller current;
    private final Logins logins;
    private final Audit audit;
    private final IdentityStore identities = new IdentityStore();
    private final AuthorityStore authorities = new AuthorityStore();

    @Inject
    ProfileResource(Transactions transactions, CurrentCaller current, Logins logins, Audit audit) {
        this.transactions = transactions;
        this.current = current;
        this.logins = logins;
        this.audit = audit;
    }

    public record ProfileRequest(@Nullable String displayName) {}

    public record ChangePasswordRequest(
            @Nullable String currentPassword, @Nullable String newPassword) {
        @Override
        public String toString() {
            return "ChangePasswordRequest[***]";
        }
    }

    public record ResourceActions(String resource, List<String> actions) {}

    public record CurrentUserView(
            long id,
            long tenantId,
            String tenantRef,
            boolean operator,
            String login,
            @Nullable String displayName,
            String authProvider,
            boolean isLocal,
            boolean canChangePassword,
            List<ResourceActions> effectivePermissions,
            List<String> assignedPermissionSetRefs) {}

    @GET
    @Path("/me")
    @Permit
    @Operation(operationId = "get_current_user")
    public Data<CurrentUserView> me() {
        return Data.of(profile(current.get()));
    }

    @PUT
    @Path("/me")
    @Permit(tokens = TokenKind.ACCESS)
    @Operation(operationId = "update_current_user")
    public Data<CurrentUserView> updateMe(ProfileRequest body) {
        var caller = current.get();
        new FieldChecks()
                .optionalText("display_name", body.displayName(), 0, 255)
                .done();
        String name = body.displayName() == null || body.displayName().isBlank() ? null : body.displayName();
        transactions.tenantTask(caller.scope(), tx -> {
            identities.rename(tx, caller.identity(), name);
            audit.record(
                    tx,
                    caller,
                    "admin.identity.updated",
                    new Audit.Subject("identity", caller.identity().value(), caller.login()));
        });
        return Data.of(profile(caller));
    }

    @POST
    @Path("/change-password")
    @Permit(tokens = TokenKind.ACCESS)
    @Operation(operationId = "change_password")
    public Data<Success> changePassword(ChangePasswordRequest body) {
        String present = body.currentPassword();
        String replacement = body.newPassword();
        new FieldChecks()
                .text("current_password", present, 1, 1024)
                .text("new_password", replacement, 8, 128)
                .done();
        if (present == null || replacement == null) {
            throw new IllegalStateException("checked above");
        }
        logins.changePassword(current.get(), present, replacement);
        return Data.of(Success.of("Password changed. All sessions have ended; log in again."));
    }

    /** As the engine: a run of the platform's own rule has an executor of another tenant. */
    private CurrentUserView profile(Caller caller) {
        return transactions.engine(tx -> {
            var authority = authorities
                    .find(tx, caller.identity())
                    .orElseThrow(() -> AttuneException.notFound("Identity", caller.identity()));
            return view(caller, authority.identity(), authority.sets());
        });
    }

    private static CurrentUserView view(Caller caller, Identity identity, List<HeldSet> sets) {
        return new CurrentUserView(
                identity.id().value(),
                identity.tenant().value(),
                identity.tenantRef(),
                caller.operator(),
                identity.login(),
                identity.displayName(),
                "local",
                true,
                identity.hasPassword(),
                caller.grants().actionsByResource().entrySet().stream()
                        .map(entry -> new ResourceActions(entry.getKey(), List.copyOf(entry.getValue())))
                        .toList(),
                sets.stream().map(HeldSet::ref).toList());
    }
}
