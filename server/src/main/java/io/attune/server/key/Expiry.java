package io.attune.server.key;

import io.attune.server.http.FieldChecks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Until when a key lives, as a request says it: by a time to live or by a date, not both (FIX-30). */
record Expiry(@Nullable Long ttlSeconds, @Nullable Instant expiresAt) {
    /** A hundred years. */
    private static final long LONGEST_SECONDS = 100L * 366 * 86_400;

    void check(FieldChecks checks, Instant now) {
        if (ttlSeconds != null && expiresAt != null) {
            checks.finding("expires_at", "must not be given together with ttl_seconds");
        }
        checks.range("ttl_seconds", ttlSeconds, 1, LONGEST_SECONDS);
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            checks.finding("expires_at", "must be in the future");
        } else if (expiresAt != null && expiresAt.isAfter(now.plusSeconds(LONGEST_SECONDS))) {
            checks.finding("expires_at", "must be within a hundred years; leave it out for a key that never expires");
        }
    }

    /** The moment that is meant; null for none. */
    @Nullable
    Instant at(Instant now) {
        return ttlSeconds == null ? expiresAt : now.plusSeconds(ttlSeconds);
    }
}
