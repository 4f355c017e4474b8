package io.attune.model.identity;

import io.attune.model.id.IdentityId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token that logs a service account in (security.md §1.5); the token itself is known to its holder only.
 *
 * @param prefix its first characters, and {@code suffix} its last: enough to recognise it
 * @param createdBy null when that identity is gone
 * @param expiresAt null for one that does not expire
 * @param revokedAt null while it is good
 */
public record IntegrationToken(
        long id,
        IdentityId identity,
        String label,
        @Nullable String description,
        String prefix,
        String suffix,
        @Nullable IdentityId createdBy,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        @Nullable String lastUsedIp,
        @Nullable Instant revokedAt,
        @Nullable IdentityId revokedBy,
        @Nullable String revocationReason,
        Instant created,
        Instant updated) {
    public boolean isActive(Instant now) {
        return revokedAt == null && (expiresAt == null || expiresAt.isAfter(now));
    }
}
