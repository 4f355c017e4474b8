package io.attune.store.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the audit log (security.md §5).
 *
 * @param outcome {@code success}, {@code failure} or {@code denied}
 * @param details never holds a secret
 */
public record AuditEntry(
        @Nullable Long tenantId,
        String category,
        String eventType,
        String outcome,
        @Nullable Long actorIdentity,
        @Nullable String actorLogin,
        @Nullable String actorTokenType,
        @Nullable String actorIp,
        @Nullable UUID requestId,
        @Nullable String resourceType,
        @Nullable Long resourceId,
        @Nullable String resourceRef,
        @Nullable JsonNode details) {}
