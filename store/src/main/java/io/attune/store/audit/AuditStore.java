package io.attune.store.audit;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the audit log. There is no way to change or delete an entry. */
@Singleton
public final class AuditStore {
    private static final String INSERT = """
            insert into audit_event (tenant_id, category, event_type, outcome, actor_identity, actor_login, actor_token_type, actor_ip,
                actor_user_agent, request_id, resource_type, resource_id, resource_ref, http_method, http_path, http_status, duration_ms,
                details, correlation_chain)
            select tenant, category, event_type, outcome, identity, login, token_type, ip, user_agent, request::uuid, resource_type,
                resource_id, resource_ref, method, path, status, duration, details::jsonb, chain::jsonb
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[]) with ordinality
                as new (tenant, category, event_type, outcome, identity, login, token_type, ip, user_agent, request, resource_type,
                resource_id, resource_ref, method, path, status, duration, details, chain, place)
            order by place
            """;

    public void insert(Tx tx, AuditEntry entry) {
        insertAll(tx, List.of(entry));
    }

    /** All in one statement, in their order. */
    public void insertAll(Tx tx, List<AuditEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        HotSql.update(tx, INSERT, (connection, insert) -> {
            insert.setArray(1, bigints(connection, entries, AuditEntry::tenantId));
            insert.setArray(2, texts(connection, entries, AuditEntry::category));
            insert.setArray(3, texts(connection, entries, AuditEntry::eventType));
            insert.setArray(4, texts(connection, entries, AuditEntry::outcome));
            insert.setArray(
                    5, bigints(connection, entries, entry -> entry.actor().identity()));
            insert.setArray(6, texts(connection, entries, entry -> entry.actor().login()));
            insert.setArray(7, texts(connection, entries, entry -> entry.actor().tokenType()));
            insert.setArray(8, texts(connection, entries, entry -> entry.actor().ip()));
            insert.setArray(9, texts(connection, entries, entry -> entry.actor().userAgent()));
            insert.setArray(10, texts(connection, entries, text(AuditEntry::requestId)));
            insert.setArray(
                    11, texts(connection, entries, entry -> entry.resource().type()));
            insert.setArray(
                    12, bigints(connection, entries, entry -> entry.resource().id()));
            insert.setArray(
                    13, texts(connection, entries, entry -> entry.resource().ref()));
            insert.setArray(14, texts(connection, entries, http(AuditEntry.Http::method)));
            insert.setArray(15, texts(connection, entries, http(AuditEntry.Http::path)));
            insert.setArray(16, bigints(connection, entries, http(http -> (long) http.status())));
            insert.setArray(17, bigints(connection, entries, http(http -> (long) http.durationMillis())));
            insert.setArray(18, texts(connection, entries, text(AuditEntry::details)));
            insert.setArray(19, texts(connection, entries, text(AuditEntry::correlationChain)));
        });
    }

    private static Function<AuditEntry, @Nullable String> text(Function<AuditEntry, @Nullable Object> value) {
        return entry -> {
            var found = value.apply(entry);
            return found == null ? null : found.toString();
        };
    }

    private static <T> Function<AuditEntry, @Nullable T> http(Function<AuditEntry.Http, T> value) {
        return entry -> {
            var http = entry.http();
            return http == null ? null : value.apply(http);
        };
    }
}
