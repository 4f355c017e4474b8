package io.attune.store.execution;

import static io.attune.store.schema.Tables.ACTION;
import static io.attune.store.schema.Tables.EXECUTION;
import static io.attune.store.schema.Tables.RUN_DELAY;
import static io.attune.store.schema.Tables.WORKER;
import static io.attune.store.schema.Tables.WORKFLOW_PAUSE;
import static io.attune.store.schema.Tables.WORKFLOW_RUN;

import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.execution.ExecutionSummary;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Executions as the API reads them: only those of the caller's tenant. */
@Singleton
public final class ExecutionViewStore {
    private static final int DEEPEST_ANCESTRY = 64;

    private static final io.attune.store.schema.tables.Execution SOURCE = EXECUTION.as("source");

    private static final Field<Boolean> HAS_CHILDREN = hasChildren();

    private static final List<Field<?>> SUMMARY = List.of(
            EXECUTION.ID,
            EXECUTION.ACTION_ID,
            EXECUTION.ACTION_REF,
            EXECUTION.STATUS,
            EXECUTION.PARENT_ID,
            EXECUTION.ENFORCEMENT_ID,
            EXECUTION.RULE_REF,
            EXECUTION.TRIGGER_REF,
            EXECUTION.STARTED_AT,
            EXECUTION.WORKFLOW_TASK,
            EXECUTION.WORKFLOW_DEF_ID,
            EXECUTION.ORIGINAL_EXECUTION,
            EXECUTION.EXECUTOR,
            HAS_CHILDREN,
            EXECUTION.CREATED,
            EXECUTION.UPDATED);

    // The ids of what is gone are null (runtime.md §1.1).
    private static final Field<Long> LIVING_ACTION =
            DSL.field(DSL.select(ACTION.ID).from(ACTION).where(ACTION.ID.eq(EXECUTION.ACTION_ID)));
    /** Null for what is no workflow. */
    private static final Field<Boolean> PAUSED = DSL.field(DSL.select(DSL.coalesce(WORKFLOW_PAUSE.PAUSED, false))
            .from(WORKFLOW_RUN)
            .leftJoin(WORKFLOW_PAUSE)
            .on(WORKFLOW_PAUSE.WORKFLOW_ID.eq(WORKFLOW_RUN.EXECUTION_ID))
            .where(WORKFLOW_RUN.EXECUTION_ID.eq(EXECUTION.ID)));

    private static final Field<Instant> DUE = DSL.field(DSL.select(RUN_DELAY.DUE)
            .from(RUN_DELAY)
            .where(RUN_DELAY.EXECUTION_ID.eq(EXECUTION.ID))
            // A row of one that was cancelled stays until it is due.
            .and(EXECUTION.ENDED_AT.isNull()));
    private static final Field<Long> LIVING_WORKER =
            DSL.field(DSL.select(WORKER.ID).from(WORKER).where(WORKER.ID.eq(EXECUTION.WORKER_ID)));

    /** Not by exists, for which all children there are might be read at once. */
    private static Field<Boolean> hasChildren() {
        var child = EXECUTION.as("child");
        Field<Long> any = DSL.field(DSL.select(child.PARENT_ID)
                .from(child)
                .where(child.PARENT_ID.eq(EXECUTION.ID))
                .limit(1));
        return DSL.field(any.isNotNull()).as("has_children");
    }

    /** What a run of a task shows for an earlier one is with that one. */
    private static <T> Field<T> shown(Field<T> own, Field<T> ofSource) {
        Field<Long> source = DSL.field("({0} ->> 'reused_from')::bigint", Long.class, EXECUTION.WORKFLOW_TASK);
        return DSL.coalesce(own, DSL.field(DSL.select(ofSource).from(SOURCE).where(SOURCE.ID.eq(source))));
    }

    public Optional<Execution> find(Tx tx, TenantScope scope, ExecutionId id) {
        var action = LIVING_ACTION.as("living_action");
        var worker = LIVING_WORKER.as("living_worker");
        var paused = PAUSED.as("workflow_paused");
        var due = DUE.as("retry_due");
        var config = shown(EXECUTION.CONFIG, SOURCE.CONFIG).as("shown_config");
        var result = shown(EXECUTION.RESULT, SOURCE.RESULT).as("shown_result");
        return tx.sql()
                .select(SUMMARY)
                .select(
                        EXECUTION.TENANT_ID,
                        config,
                        EXECUTION.PERMISSION_SET_REFS,
                        EXECUTION.ARTIFACT_RETENTION_POLICY,
                        EXECUTION.ARTIFACT_RETENTION_LIMIT,
                        EXECUTION.WORKER_SELECTOR,
                        EXECUTION.WORKER_TOLERATIONS,
                        EXECUTION.WORKER_AFFINITY,
                        result,
                        EXECUTION.WAITING_FOR,
                        EXECUTION.RETRY_REASON,
                        EXECUTION.RETRY_COUNT,
                        EXECUTION.MAX_RETRIES,
                        due,
                        EXECUTION.ENDED_AT,
                        action,
                        worker,
                        paused)
                .from(EXECUTION)
                .where(EXECUTION.ID.eq(id.value()))
                .and(Visibility.own(EXECUTION.TENANT_ID, scope))
                .fetchOptional(row -> new Execution(
                        summary(row),
                        row.get(EXECUTION.TENANT_ID),
                        row.get(action),
                        row.get(config),
                        row.get(EXECUTION.EXECUTOR),
                        Arrays.asList(row.get(EXECUTION.PERMISSION_SET_REFS)),
                        row.get(EXECUTION.ARTIFACT_RETENTION_POLICY),
                        row.get(EXECUTION.ARTIFACT_RETENTION_LIMIT),
                        row.get(EXECUTION.WORKER_SELECTOR),
                        row.get(EXECUTION.WORKER_TOLERATIONS),
                        row.get(EXECUTION.WORKER_AFFINITY),
                        row.get(worker),
                        row.get(result),
                        row.get(EXECUTION.WAITING_FOR),
                        retry(row, due),
                        row.get(paused),
                        row.get(EXECUTION.ENDED_AT)));
    }

    private static Execution.@Nullable Retry retry(Record row, Field<Instant> due) {
        String reason = row.get(EXECUTION.RETRY_REASON);
        return reason == null
                ? null
                : new Execution.Retry(
                        reason, row.get(EXECUTION.RETRY_COUNT), row.get(EXECUTION.MAX_RETRIES), row.get(due));
    }

    /** Newest first. */
    public List<ExecutionSummary> list(
            Tx tx, TenantScope scope, ExecutionReach reach, ExecutionFilter filter, long offset, int limit) {
        return page(tx.sql(), scope, reach, filter, offset, limit).fetch(ExecutionViewStore::summary);
    }

    static ResultQuery<Record> page(
            DSLContext sql, TenantScope scope, ExecutionReach reach, ExecutionFilter filter, long offset, int limit) {
        return sql.select(SUMMARY)
                .from(EXECUTION)
                .where(conditions(scope, filter))
                .and(reach.condition())
                .orderBy(EXECUTION.ID.desc())
                .limit(limit)
                .offset(offset);
    }

    public long count(Tx tx, TenantScope scope, ExecutionReach reach, ExecutionFilter filter) {
        return tx.sql()
                .selectCount()
                .from(EXECUTION)
                .where(conditions(scope, filter))
                .and(reach.condition())
                .fetchSingle()
                .value1();
    }

    /** Those of the ids that the scope sees, by id. */
    public List<ExecutionSummary> byIds(Tx tx, TenantScope scope, Collection<Long> ids) {
        return tx.sql()
                .select(SUMMARY)
                .from(EXECUTION)
                .where(EXECUTION.ID.eq(DSL.any(ids.toArray(Long[]::new))))
                .and(Visibility.own(EXECUTION.TENANT_ID, scope))
                .orderBy(EXECUTION.ID)
                .fetch(ExecutionViewStore::summary);
    }

    /** How many there are in each status. */
    public Map<ExecutionStatus, Long> countByStatus(Tx tx, TenantScope scope, ExecutionReach reach) {
        Map<ExecutionStatus, Long> counts = new EnumMap<>(ExecutionStatus.class);
        tx.sql()
                .select(EXECUTION.STATUS, DSL.count())
                .from(EXECUTION)
                .where(Visibility.own(EXECUTION.TENANT_ID, scope))
                .and(reach.condition())
                .groupBy(EXECUTION.STATUS)
                .forEach(row -> counts.put(
                        ExecutionStore.status(row.get(EXECUTION.STATUS)),
                        row.value2().longValue()));
        return counts;
    }

    /** Who started the runs above an execution, the nearest first. */
    public List<IdentityId> ancestorExecutors(Tx tx, TenantScope scope, ExecutionId id) {
        return tx.sql()
                .fetch("""
                        with recursive ancestor as (
                            select parent_id, executor, 0 as depth
                            from execution
                            where id = ? and tenant_id = ?
                            union all
                            select parent.parent_id, parent.executor, ancestor.depth + 1
                            from ancestor
                            join execution as parent on parent.id = ancestor.parent_id
                            where ancestor.depth < ?
                        )
                        select executor
                        from ancestor
                        where depth > 0 and executor is not null
                        order by depth
                        """, id.value(), scope.tenant().value(), DEEPEST_ANCESTRY)
                .map(row -> new IdentityId(row.get(0, Long.class)));
    }

    /**
     * The runs anywhere below an execution that are not over and that runs started by themselves. Tasks are not among them: what becomes of those
     * is up to their workflows.
     */
    public List<ExecutionId> livingPlainDescendants(Tx tx, TenantScope scope, ExecutionId id) {
        return tx.sql()
                .fetch("""
                        with recursive descendant as (
                            select id, ended_at, task_name
                            from execution
                            where parent_id = ? and tenant_id = ?
                            union
                            select child.id, child.ended_at, child.task_name
                            from descendant
                            join execution as child on child.parent_id = descendant.id
                        )
                        select id
                        from descendant
                        where ended_at is null
                          and task_name is null
                        order by id
                        """, id.value(), scope.tenant().value())
                .map(row -> new ExecutionId(row.get(0, Long.class)));
    }

    private static Condition conditions(TenantScope scope, ExecutionFilter filter) {
        var condition = Visibility.own(EXECUTION.TENANT_ID, scope);
        var status = filter.status();
        if (status != null) {
            // The second half says nothing new; it leads to the index of those that ended, or of those that go on.
            condition = condition
                    .and(EXECUTION.STATUS.eq(status.wire()))
                    .and(status.isTerminal() ? EXECUTION.ENDED_AT.isNotNull() : EXECUTION.ENDED_AT.isNull());
        }
        condition = condition
                .and(ref(EXECUTION.ACTION_REF, filter.actionRef()))
                .and(ref(EXECUTION.RULE_REF, filter.ruleRef()))
                .and(ref(EXECUTION.TRIGGER_REF, filter.triggerRef()));
        if (filter.packName() != null) {
            condition = condition.and(EXECUTION.ACTION_REF.startsWith(filter.packName() + "."));
        }
        if (filter.executor() != null) {
            condition = condition.and(EXECUTION.EXECUTOR.eq(filter.executor()));
        }
        if (filter.enforcement() != null) {
            condition = condition.and(EXECUTION.ENFORCEMENT_ID.eq(filter.enforcement()));
        }
        if (filter.parent() != null) {
            condition = condition.and(EXECUTION.PARENT_ID.eq(filter.parent()));
        }
        if (filter.topLevelOnly()) {
            condition = condition.and(EXECUTION.PARENT_ID.isNull());
        }
        var wanted = filter.resultContains();
        if (wanted != null && !wanted.isEmpty()) {
            condition = condition.and(
                    DSL.lower(EXECUTION.RESULT.cast(String.class)).contains(wanted.toLowerCase(Locale.ROOT)));
        }
        return condition;
    }

    private static Condition ref(Field<String> field, @Nullable String wanted) {
        if (wanted == null) {
            return DSL.noCondition();
        }
        return wanted.indexOf('*') < 0 ? field.eq(wanted) : field.like(pattern(wanted), '!');
    }

    private static String pattern(String wanted) {
        return wanted.replace("!", "!!").replace("%", "!%").replace("_", "!_").replace('*', '%');
    }

    private static ExecutionSummary summary(Record row) {
        return new ExecutionSummary(
                row.get(EXECUTION.ID),
                row.get(EXECUTION.ACTION_ID),
                row.get(EXECUTION.ACTION_REF),
                ExecutionStore.status(row.get(EXECUTION.STATUS)),
                row.get(EXECUTION.PARENT_ID),
                row.get(EXECUTION.ENFORCEMENT_ID),
                row.get(EXECUTION.RULE_REF),
                row.get(EXECUTION.TRIGGER_REF),
                row.get(EXECUTION.STARTED_AT),
                row.get(EXECUTION.WORKFLOW_TASK),
                row.get(EXECUTION.WORKFLOW_DEF_ID),
                row.get(EXECUTION.ORIGINAL_EXECUTION),
                row.get(EXECUTION.EXECUTOR),
                row.get(HAS_CHILDREN),
                row.get(EXECUTION.CREATED),
                row.get(EXECUTION.UPDATED));
    }
}
