package io.attune.server.identity;

import io.attune.model.identity.Identity;
import io.attune.model.identity.IntegrationToken;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.OpaqueToken;
import io.attune.server.auth.PermissionCeiling;
import io.attune.server.auth.Permit;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Data;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.IntegrationTokenStore;
import io.attune.store.identity.IntegrationTokenStore.NewIntegrationToken;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Tokens with which service accounts log in (security.md §1.5, api-auth.md §2). */
@Path("/api/v1/identities/{id}/integration-tokens")
@RunOnVirtualThread
@Tag(name = "permissions")
public class IntegrationTokenResource {
    private static final int SHOWN_FIRST = 18;
    private static final int SHOWN_LAST = 6;

    private final CurrentCaller current;
    private final PermissionCeiling ceiling;
    private final Audit audit;
    private final Clock clock;
    private final IdentityAccess access;
    private final IntegrationTokenStore tokens = new IntegrationTokenStore();

    @Inject
    IntegrationTokenResource(
            Transactions transactions, CurrentCaller current, PermissionCeiling ceiling, Audit audit, Clock clock) {
        this.access = new IdentityAccess(transactions);
        this.current = current;
        this.ceiling = ceiling;
        this.audit = audit;
        this.clock = clock;
    }

    public record CreateIntegrationTokenRequest(
            @Nullable String label,
            @Nullable String description,
            @Nullable Instant expiresAt) {}

    public record RevokeRequest(@Nullable String reason) {}

    public record IntegrationTokenView(
            long id,
            long identityId,
            String label,
            @Nullable String description,
            String tokenPrefix,
            String tokenSuffix,
            @Nullable Long createdBy,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            @Nullable String lastUsedIp,
            @Nullable Instant revokedAt,
            @Nullable Long revokedBy,
            @Nullable String revocationReason,
            boolean active,
            Instant created,
            Instant updated) {
        static IntegrationTokenView of(IntegrationToken token, Instant now) {
            var createdBy = token.createdBy();
            var revokedBy = token.revokedBy();
            return new IntegrationTokenView(
                    token.id(),
                    token.identity().value(),
                    token.label(),
                    token.description(),
                    token.prefix(),
                    token.suffix(),
                    createdBy == null ? null : createdBy.value(),
                    token.expiresAt(),
                    token.lastUsedAt(),
                    token.lastUsedIp(),
                    token.revokedAt(),
                    revokedBy == null ? null : revokedBy.value(),
                    token.revocationReason(),
                    token.isActive(now),
                    token.created(),
                    token.updated());
        }
    }

    /** The only answer that ever holds the token. */
    public record CreatedView(String token, IntegrationTokenView integrationToken) {
        @Override
        public String toString() {
            return "CreatedView[" + integrationToken.label() + "]";
        }
    }

    @GET
    @Permit(resource = "identities", action = "read")
    @Operation(operationId = "list_integration_tokens")
    public Data<List<IntegrationTokenView>> list(long id) {
        var caller = current.get();
        var now = clock.instant();
        return access.transaction(caller, tx -> {
            var identity = access.forReading(tx, caller, "identities", id);
            return Data.of(tokens.list(tx, identity.id()).stream()
                    .map(token -> IntegrationTokenView.of(token, now))
                    .toList());
        });
    }

    @POST
    @ResponseStatus(201)
    @Permit(resource = "identities", action = "update")
    @Operation(operationId = "create_integration_token")
    public Data<CreatedView> create(long id, CreateIntegrationTokenRequest body) {
        var caller = current.get();
        var now = clock.instant();
        var label = body.label() == null ? null : body.label().strip();
        new FieldChecks()
                .text("label", label, 1, 255)
                .optionalText("description", body.description(), 0, 2000)
                .done();
        if (body.expiresAt() != null && !body.expiresAt().isAfter(now)) {
            throw AttuneException.badRequest("expires_at: must be in the future");
        }
        return access.transaction(caller, tx -> {
            var identity = changeable(tx, caller, id);
            if (identity.id().equals(IdentityStore.SYSTEM)) {
                throw AttuneException.badRequest("The identity of the platform itself cannot log in");
            }
            ceiling.requireOver(tx, caller, identity);
            var token = OpaqueToken.INTEGRATION.make();
            long made = tokens.insert(
                    tx,
                    new NewIntegrationToken(
                            identity.tenant(),
                            identity.id(),
                            String.valueOf(label),
                            body.description(),
                            OpaqueToken.hash(token),
                            token.substring(0, SHOWN_FIRST),
                            token.substring(token.length() - SHOWN_LAST),
                            caller.identity(),
                            body.expiresAt()));
            record(tx, caller, identity, made);
            return Data.of(new CreatedView(token, IntegrationTokenView.of(get(tx, identity, made), now)));
        });
    }

    @POST
    @Path("/{token_id}/revoke")
    @Permit(resource = "identities", action = "update")
    @Operation(operationId = "revoke_integration_token")
    public Data<IntegrationTokenView> revoke(long id, @PathParam("token_id") long tokenId, RevokeRequest body) {
        var caller = current.get();
        new FieldChecks().optionalText("reason", body.reason(), 0, 2000).done();
        return access.transaction(caller, tx -> {
            var identity = changeable(tx, caller, id);
            var token = get(tx, identity, tokenId);
            var now = clock.instant();
            tokens.revoke(tx, token.id(), caller.identity(), body.reason(), now);
            record(tx, caller, identity, token.id());
            return Data.of(IntegrationTokenView.of(get(tx, identity, tokenId), now));
        });
    }

    @DELETE
    @Path("/{token_id}")
    @Permit(resource = "identities", action = "update")
    @Operation(operationId = "delete_integration_token")
    public Data<Success> delete(long id, @PathParam("token_id") long tokenId) {
        var caller = current.get();
        return access.transaction(caller, tx -> {
            var identity = changeable(tx, caller, id);
            var token = get(tx, identity, tokenId);
            tokens.delete(tx, token.id());
            record(tx, caller, identity, token.id());
            return Data.of(Success.of("Integration token '" + token.label() + "' deleted"));
        });
    }

    private Identity changeable(Tx tx, Caller caller, long id) {
        return access.forChange(tx, caller, "identities", "update", id);
    }

    private IntegrationToken get(Tx tx, Identity identity, long tokenId) {
        return tokens.find(tx, identity.id(), tokenId)
                .orElseThrow(() -> AttuneException.notFound("Integration token", tokenId));
    }

    private void record(Tx tx, Caller caller, Identity identity, long tokenId) {
        audit.record(
                tx,
                caller,
                "admin.identity.updated",
                new Audit.Subject("integration_token", tokenId, identity.login()));
    }
}
