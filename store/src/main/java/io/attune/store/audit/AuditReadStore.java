package io.attune.store.audit;

import static io.attune.store.schema.Tables.AUDIT_EVENT;

import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import io.attune.store.audit.AuditEntry.Actor;
import io.attune.store.audit.AuditEntry.Http;
import io.attune.store.audit.AuditEntry.Resource;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.SelectSeekStep1;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Reads the audit log: the records of the caller's tenant, and for operators those of no tenant (api-ops.md §4). */
@Singleton
public final class AuditReadStore {
    /** Newest first. */
    public List<AuditEvent> list(Tx tx, TenantScope scope, AuditFilter filter, long offset, int limit) {
        return page(tx.sql(), scope, filter, offset, limit).fetch(AuditReadStore::event);
    }

    static ResultQuery<Record> page(DSLContext sql, TenantScope scope, AuditFilter filter, long offset, int limit) {
        var own = newestFirst(sql, Visibility.own(AUDIT_EVENT.TENANT_ID, scope), filter);
        if (!scope.operator()) {
            return own.limit(limit).offset(offset);
        }
        // Each side comes in the order of its index; one condition for both would read and sort them whole.
        long most = offset > Long.MAX_VALUE - limit ? Long.MAX_VALUE : offset + limit;
        return own.limit(most)
                .unionAll(
                        newestFirst(sql, AUDIT_EVENT.TENANT_ID.isNull(), filter).limit(most))
                .orderBy(AUDIT_EVENT.ID.desc())
                .limit(limit)
                .offset(offset);
    }

    private static SelectSeekStep1<Record, Long> newestFirst(DSLContext sql, Condition owner, AuditFilter filter) {
        return sql.select(AUDIT_EVENT.fields())
                .from(AUDIT_EVENT)
                .where(owner)
                .and(conditions(filter))
                .orderBy(AUDIT_EVENT.ID.desc());
    }

    public long count(Tx tx, TenantScope scope, AuditFilter filter) {
        return tx.sql()
                .selectCount()
                .from(AUDIT_EVENT)
                .where(Visibility.changeable(AUDIT_EVENT.TENANT_ID, scope))
                .and(conditions(filter))
                .fetchSingle()
                .value1();
    }

    public Optional<AuditEvent> find(Tx tx, TenantScope scope, long id) {
        return tx.sql()
                .select(AUDIT_EVENT.fields())
                .from(AUDIT_EVENT)
                .where(AUDIT_EVENT.ID.eq(id))
                .and(Visibility.changeable(AUDIT_EVENT.TENANT_ID, scope))
                .fetchOptional(AuditReadStore::event);
    }

    /** Everything one request left, oldest first. */
    public List<AuditEvent> byRequest(Tx tx, TenantScope scope, UUID request) {
        return tx.sql()
                .select(AUDIT_EVENT.fields())
                .from(AUDIT_EVENT)
                .where(AUDIT_EVENT.REQUEST_ID.eq(request))
                .and(Visibility.changeable(AUDIT_EVENT.TENANT_ID, scope))
                .orderBy(AUDIT_EVENT.ID)
                .fetch(AuditReadStore::event);
    }

    private static Condition conditions(AuditFilter filter) {
        List<Condition> all = new ArrayList<>();
        equal(all, AUDIT_EVENT.CATEGORY, filter.category());
        equal(all, AUDIT_EVENT.EVENT_TYPE, filter.eventType());
        equal(all, AUDIT_EVENT.OUTCOME, filter.outcome());
        equal(all, AUDIT_EVENT.ACTOR_IDENTITY, filter.actorIdentity());
        equal(all, AUDIT_EVENT.RESOURCE_TYPE, filter.resourceType());
        equal(all, AUDIT_EVENT.RESOURCE_ID, filter.resourceId());
        equal(all, AUDIT_EVENT.RESOURCE_REF, filter.resourceRef());
        equal(all, AUDIT_EVENT.REQUEST_ID, filter.requestId());
        equal(all, AUDIT_EVENT.HTTP_STATUS, filter.httpStatus());
        equal(all, AUDIT_EVENT.HTTP_METHOD, filter.httpMethod());
        if (filter.actorLogin() != null) {
            all.add(AUDIT_EVENT.ACTOR_LOGIN.containsIgnoreCase(filter.actorLogin()));
        }
        if (filter.httpPath() != null) {
            all.add(AUDIT_EVENT.HTTP_PATH.contains(filter.httpPath()));
        }
        if (filter.createdAfter() != null) {
            all.add(AUDIT_EVENT.CREATED.ge(filter.createdAfter()));
        }
        if (filter.createdBefore() != null) {
            all.add(AUDIT_EVENT.CREATED.lt(filter.createdBefore()));
        }
        return DSL.and(all);
    }

    private static <T> void equal(List<Condition> all, Field<T> column, @Nullable T value) {
        if (value != null) {
            all.add(column.eq(value));
        }
    }

    private static AuditEvent event(Record row) {
        var method = row.get(AUDIT_EVENT.HTTP_METHOD);
        var http = method == null
                ? null
                : new Http(
                        method,
                        row.get(AUDIT_EVENT.HTTP_PATH),
                        row.get(AUDIT_EVENT.HTTP_STATUS),
                        row.get(AUDIT_EVENT.DURATION_MS));
        return new AuditEvent(
                row.get(AUDIT_EVENT.ID),
                row.get(AUDIT_EVENT.CREATED),
                new AuditEntry(
                        row.get(AUDIT_EVENT.TENANT_ID),
                        row.get(AUDIT_EVENT.CATEGORY),
                        row.get(AUDIT_EVENT.EVENT_TYPE),
                        row.get(AUDIT_EVENT.OUTCOME),
                        new Actor(
                                row.get(AUDIT_EVENT.ACTOR_IDENTITY),
                                row.get(AUDIT_EVENT.ACTOR_LOGIN),
                                row.get(AUDIT_EVENT.ACTOR_TOKEN_TYPE),
                                row.get(AUDIT_EVENT.ACTOR_IP),
                                row.get(AUDIT_EVENT.ACTOR_USER_AGENT)),
                        row.get(AUDIT_EVENT.REQUEST_ID),
                        new Resource(
                                row.get(AUDIT_EVENT.RESOURCE_TYPE),
                                row.get(AUDIT_EVENT.RESOURCE_ID),
                                row.get(AUDIT_EVENT.RESOURCE_REF)),
                        http,
                        row.get(AUDIT_EVENT.DETAILS),
                        row.get(AUDIT_EVENT.CORRELATION_CHAIN)));
    }
}
