package io.attune.store.inquiry;

import static io.attune.store.schema.Tables.INQUIRY;

import io.attune.model.id.ExecutionId;
import io.attune.model.id.InquiryId;
import io.attune.model.id.TenantId;
import io.attune.model.inquiry.Inquiry;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Inquiries as the API reads them: only those of the caller's tenant. */
@Singleton
public final class InquiryViewStore {
    private static final List<Field<?>> COLUMNS = List.of(
            INQUIRY.ID,
            INQUIRY.TENANT_ID,
            INQUIRY.EXECUTION_ID,
            INQUIRY.ORIGIN,
            INQUIRY.PROMPT,
            INQUIRY.RESPONSE_SCHEMA,
            INQUIRY.DEFAULT_RESPONSE,
            INQUIRY.ASSIGNED_TO,
            INQUIRY.STATUS,
            INQUIRY.RESPONSE,
            INQUIRY.TIMEOUT_AT,
            INQUIRY.RESPONDED_AT,
            INQUIRY.RESPONDED_BY,
            INQUIRY.CREATED,
            INQUIRY.UPDATED);

    public Optional<Inquiry> find(Tx tx, TenantScope scope, InquiryId id) {
        return tx.sql()
                .select(COLUMNS)
                .from(INQUIRY)
                .where(INQUIRY.ID.eq(id.value()), Visibility.own(INQUIRY.TENANT_ID, scope))
                .fetchOptional(InquiryViewStore::inquiry);
    }

    /** Newest first. */
    public List<Inquiry> list(
            Tx tx, TenantScope scope, InquiryReach reach, InquiryFilter filter, long offset, int limit) {
        return tx.sql()
                .select(COLUMNS)
                .from(INQUIRY)
                .where(conditions(scope, reach, filter))
                .orderBy(INQUIRY.ID.desc())
                .limit(limit)
                .offset(offset)
                .fetch(InquiryViewStore::inquiry);
    }

    public long count(Tx tx, TenantScope scope, InquiryReach reach, InquiryFilter filter) {
        return tx.sql()
                .selectCount()
                .from(INQUIRY)
                .where(conditions(scope, reach, filter))
                .fetchSingle()
                .value1();
    }

    /** Those of the ids that the scope sees, by id. */
    public List<Inquiry> byIds(Tx tx, TenantScope scope, Collection<Long> ids) {
        return tx.sql()
                .select(COLUMNS)
                .from(INQUIRY)
                .where(INQUIRY.ID.eq(DSL.any(ids.toArray(Long[]::new))), Visibility.own(INQUIRY.TENANT_ID, scope))
                .orderBy(INQUIRY.ID)
                .fetch(InquiryViewStore::inquiry);
    }

    private static Condition conditions(TenantScope scope, InquiryReach reach, InquiryFilter filter) {
        var condition = Visibility.own(INQUIRY.TENANT_ID, scope).and(reach.condition());
        var status = filter.status();
        if (status != null) {
            condition = condition.and(INQUIRY.STATUS.eq(status.wire()));
        }
        if (filter.execution() != null) {
            condition = condition.and(INQUIRY.EXECUTION_ID.eq(filter.execution()));
        }
        if (filter.assignedTo() != null) {
            condition = condition.and(INQUIRY.ASSIGNED_TO.eq(filter.assignedTo()));
        }
        return condition;
    }

    private static Inquiry inquiry(Record row) {
        return new Inquiry(
                new InquiryId(row.get(INQUIRY.ID)),
                new TenantId(row.get(INQUIRY.TENANT_ID)),
                new ExecutionId(row.get(INQUIRY.EXECUTION_ID)),
                InquiryStore.origin(row.get(INQUIRY.ORIGIN)),
                row.get(INQUIRY.PROMPT),
                row.get(INQUIRY.RESPONSE_SCHEMA),
                row.get(INQUIRY.DEFAULT_RESPONSE),
                InquiryStore.identity(row.get(INQUIRY.ASSIGNED_TO)),
                InquiryStore.status(row.get(INQUIRY.STATUS)),
                row.get(INQUIRY.RESPONSE),
                row.get(INQUIRY.TIMEOUT_AT),
                row.get(INQUIRY.RESPONDED_AT),
                InquiryStore.identity(row.get(INQUIRY.RESPONDED_BY)),
                row.get(INQUIRY.CREATED),
                row.get(INQUIRY.UPDATED));
    }
}
