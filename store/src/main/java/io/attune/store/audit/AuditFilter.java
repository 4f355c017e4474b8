package io.attune.store.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted; null members do not filter (api-ops.md §4).
 *
 * @param actorLogin part of it, in any case
 * @param httpPath part of it
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
public record AuditFilter(
        @Nullable String category,
        @Nullable String eventType,
        @Nullable String outcome,
        @Nullable Long actorIdentity,
        @Nullable String actorLogin,
        @Nullable String resourceType,
        @Nullable Long resourceId,
        @Nullable String resourceRef,
        @Nullable UUID requestId,
        @Nullable Integer httpStatus,
        @Nullable String httpMethod,
        @Nullable String httpPath,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore) {}
