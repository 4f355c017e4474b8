package io.attune.server.auth;

import io.attune.engine.permission.GrantSet;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.store.TenantScope;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request, as read from the token and the database for this very request.
 *
 * @param tenant whose rows it sees; of a run that of its execution
 * @param operator whether it administers the platform (design.md D16); a run never does
 */
public record Caller(
        IdentityId identity, String login, TenantId tenant, boolean operator, Credential credential, GrantSet grants) {
    /** The rows this caller's transactions see. */
    public TenantScope scope() {
        return new TenantScope(tenant, operator);
    }

    public TokenKind token() {
        return credential.token();
    }

    /** The run whose token it is, if it is one. */
    public @Nullable ExecutionId execution() {
        return credential instanceof Credential.Run(var execution) ? execution : null;
    }

    public Optional<ExecutionId> executionId() {
        return Optional.ofNullable(execution());
    }

    /** The worker whose token it is, if it is one that has registered. */
    public @Nullable Long workerId() {
        return credential instanceof Credential.Worker(var id) ? id : null;
    }
}
