package io.attune.store.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One record of the audit log, about to be written (security.md §5).
 *
 * @param tenantId null for what belongs to no tenant
 * @param outcome {@code success}, {@code failure} or {@code denied}
 * @param http set for the record of a request itself
 * @param details never holds a secret
 */
public record AuditEntry(
        @Nullable Long tenantId,
        String category,
        String eventType,
        String outcome,
        Actor actor,
        @Nullable UUID requestId,
        Resource resource,
        @Nullable Http http,
        @Nullable JsonNode details,
        @Nullable JsonNode correlationChain) {
    /** Who did it, as far as known. */
    public record Actor(
            @Nullable Long identity,
            @Nullable String login,
            @Nullable String tokenType,
            @Nullable String ip,
            @Nullable String userAgent) {}

    /** What it is about. */
    public record Resource(
            @Nullable String type,
            @Nullable Long id,
            @Nullable String ref) {
        public static final Resource NONE = new Resource(null, null, null);
    }

    /** The request that was answered. */
    public record Http(String method, String path, int status, int durationMillis) {}
}
