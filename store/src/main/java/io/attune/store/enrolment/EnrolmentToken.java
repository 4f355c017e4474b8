package io.attune.store.enrolment;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token but the token itself.
 *
 * @param labels what its worker gets beside those that it names itself
 * @param workerName the one worker it speaks for; null before that has registered
 * @param expiresAt until when it must be used first
 */
public record EnrolmentToken(
        long id,
        String label,
        JsonNode labels,
        @Nullable String workerName,
        @Nullable Long createdBy,
        Instant expiresAt,
        @Nullable Instant firstUsedAt,
        @Nullable Instant revokedAt,
        @Nullable Long revokedBy,
        @Nullable String revocationReason,
        Instant created) {
    /** Whether it lets a worker in. */
    public boolean isActive(Instant now) {
        return revokedAt == null && (firstUsedAt != null || expiresAt.isAfter(now));
    }
}
