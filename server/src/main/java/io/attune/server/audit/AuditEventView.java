package io.attune.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.store.audit.AuditEntry.Http;
import io.attune.store.audit.AuditEvent;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record of the audit log on the wire (api-ops.md §4). */
public record AuditEventView(
        long id,
        Instant created,
        String category,
        String eventType,
        String outcome,
        @Nullable Long actorIdentity,
        @Nullable String actorLogin,
        @Nullable String actorTokenType,
        @Nullable String actorIp,
        @Nullable String actorUserAgent,
        @Nullable UUID requestId,
        @Nullable String resourceType,
        @Nullable Long resourceId,
        @Nullable String resourceRef,
        @Nullable String httpMethod,
        @Nullable String httpPath,
        @Nullable Integer httpStatus,
        @Nullable Integer durationMs,
        @Nullable JsonNode details,
        @Nullable JsonNode correlationChain) {
    static AuditEventView of(AuditEvent event) {
        var entry = event.entry();
        Http http = entry.http();
        return new AuditEventView(
                event.id(),
                event.created(),
                entry.category(),
                entry.eventType(),
                entry.outcome(),
                entry.actor().identity(),
                entry.actor().login(),
                entry.actor().tokenType(),
                entry.actor().ip(),
                entry.actor().userAgent(),
                entry.requestId(),
                entry.resource().type(),
                entry.resource().id(),
                entry.resource().ref(),
                http == null ? null : http.method(),
                http == null ? null : http.path(),
                http == null ? null : http.status(),
                http == null ? null : http.durationMillis(),
                entry.details(),
                entry.correlationChain());
    }

    /** A record in a list. */
    public record Summary(
            long id,
            Instant created,
            String category,
            String eventType,
            String outcome,
            @Nullable Long actorIdentity,
            @Nullable String actorLogin,
            @Nullable String resourceType,
            @Nullable Long resourceId,
            @Nullable String resourceRef,
            @Nullable String httpMethod,
            @Nullable String httpPath,
            @Nullable Integer httpStatus,
            @Nullable UUID requestId) {
        static Summary of(AuditEvent event) {
            var whole = AuditEventView.of(event);
            return new Summary(
                    whole.id(),
                    whole.created(),
                    whole.category(),
                    whole.eventType(),
                    whole.outcome(),
                    whole.actorIdentity(),
                    whole.actorLogin(),
                    whole.resourceType(),
                    whole.resourceId(),
                    whole.resourceRef(),
                    whole.httpMethod(),
                    whole.httpPath(),
                    whole.httpStatus(),
                    whole.requestId());
        }
    }
}
