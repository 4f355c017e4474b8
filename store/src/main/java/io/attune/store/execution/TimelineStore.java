package io.attune.store.execution;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.HotSql;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one execution, put together from what is stored anyway: its steps in the audit log, what its workflow decided, and the
 * runs of the workflow's tasks.
 */
@Singleton
public final class TimelineStore {
    /**
     * Something that happened.
     *
     * @param kind last word of an audit event, a kind of {@link io.attune.engine.workflow.Note}, {@code task_kept},
     *     {@code task_created}, {@code task_started}, {@code task_ended}, {@code waits_for_slot}, {@code got_slot}, {@code asked},
     *     {@code answered}, {@code not_answered}, {@code not_asked_any_more}, or {@code next_attempt}
     * @param execution the run of the task where it is about one, or the next attempt
     * @param attempt number of the retry
     * @param status how a run of a task ended
     * @param by login or name of who did it
     * @param worker whether that is a worker
     */
    public record Entry(
            Instant at,
            String kind,
            @Nullable Long execution,
            @Nullable String task,
            @Nullable Integer iteration,
            @Nullable Integer item,
            @Nullable Integer attempt,
            @Nullable ExecutionStatus status,
            @Nullable String by,
            boolean worker,
            @Nullable String reason,
            @Nullable String evidence) {}

    /** In the form of {@code execution_retry}. */
    private static final String IS_NEXT_ATTEMPT = """
            next.original_execution = own.first_attempt
                    and next.retry_count = own.retry_count + 1
                    and next.retry_count > 0
                    and next.task_name is null
            """;

    private static final String ENTRIES = """
            with own as (
                select id, created, started_at, action_ref, retry_count, case when retry_count = 0 then id else original_execution end as first_attempt
                from execution
                where id = ? and tenant_id = ?
            ),
            step as (
                select audit_event.created as at, 0 as source, audit_event.id as position,
                    substr(event_type, length('execution.') + 1) as kind, actor_login, actor_token_type
                from own
                join audit_event on audit_event.resource_id = own.id and audit_event.resource_type = 'execution'
                where event_type in (
                    'execution.requested', 'execution.retried', 'execution.scheduled', 'execution.started', 'execution.status_changed',
                    'execution.paused', 'execution.resumed', 'execution.canceling', 'execution.completed', 'execution.failed',
                    'execution.cancelled', 'execution.timed_out', 'execution.abandoned')
            ),
            entry as (
                select at, source, position, kind, null::bigint as execution, null as task, null::integer as iteration,
                    null::integer as item, null::integer as attempt, null as status, actor_login as actor,
                    actor_token_type = 'worker' as worker, null as reason, null as evidence
                from step
                union all
                -- Records of the audit log go before executions do.
                select created, 0, 0, 'requested', null, null, null, null, null, null, null, false, null, null
                from own
                where not exists (select from step where kind in ('requested', 'retried'))
                union all
                select at, 1, step.id, step.kind, null, task_name, task_iteration, null, null, null, null, false, reason, evidence
                from own
                join workflow_step as step on step.workflow_id = own.id
                union all
                select moment.at, moment.source, child.id,
                    case when child.workflow_task ->> 'reused_from' is null then moment.kind else 'task_kept' end, child.id, child.task_name, child.task_iteration, child.task_item,
                    child.retry_count, moment.status, null, false,
                    case
                        when child.workflow_task ->> 'reused_from' is not null then child.workflow_task ->> 'reused_from'
                        when moment.kind = 'task_created' then coalesce(child.retry_reason, child.workflow_task ->> 'triggered_by')
                        when moment.kind = 'task_ended' and child.status <> 'completed' then child.result ->> 'error'
                    end,
                    case when moment.kind = 'task_created' then child.workflow_task ->> 'next_retry_at' end
                from own
                join execution as child on child.parent_id = own.id and child.task_name is not null
                cross join lateral (values
                    (child.created, 2, 'task_created', null),
                    (child.started_at, 3, 'task_started', null),
                    (child.ended_at, 4, 'task_ended', child.status)) as moment (at, source, kind, status)
                where moment.at is not null
                  and (moment.kind = 'task_created' or child.workflow_task ->> 'reused_from' is null)
                union all
                select moment.at, 0, wait.id, moment.kind, null, null, null, null, null, null, null, false, moment.reason, null
                from own
                join admission_wait as wait on wait.execution_id = own.id
                cross join lateral (values
                    (wait.since, 'waits_for_slot', 'waits for a slot' || coalesce(' of policy ' || wait.policy_ref, '')),
                    (wait.until, 'got_slot', 'has a slot' || coalesce(' of policy ' || wait.policy_ref, '') || ', after '
                        || round(extract(epoch from wait.until - wait.since)::numeric, 1) || ' s')) as moment (at, kind, reason)
                where moment.at is not null
                union all
                -- A run that does nothing but ask begins with its inquiry, which is there a moment before.
                select moment.at, moment.source, inquiry.id, moment.kind, null, null, null, null, null, null, moment.actor, false, moment.reason, null
                from own
                join inquiry on inquiry.execution_id = own.id
                left join identity on identity.id = inquiry.responded_by
                cross join lateral (values
                    (case when inquiry.origin = 'ask' then greatest(inquiry.created, own.started_at) else inquiry.created end, 1, 'asked', null, 'waits for the answer to inquiry ' || inquiry.id),
                    (case when inquiry.status <> 'pending' then coalesce(inquiry.responded_at, inquiry.updated) end, 0,
                        case inquiry.status when 'responded' then 'answered' when 'timeout' then 'not_answered' else 'not_asked_any_more' end,
                        identity.login,
                        'inquiry ' || inquiry.id || case inquiry.status
                            when 'responded' then ' was answered' || coalesce(' by ' || identity.login, '')
                            when 'timeout' then ' ran out of time'
                            else ' was cancelled'
                        end)) as moment (at, source, kind, actor, reason)
                where moment.at is not null
                union all
                select next.created, 5, next.id, 'next_attempt', next.id, null, null, null, next.retry_count, null, null, false, null, null
                from own
                join execution as next on
            """ + IS_NEXT_ATTEMPT + """
            )
            select at, kind, execution, task, iteration, item, attempt, status, actor, worker, reason, evidence
            from entry
            order by at, source, position
            limit ?
            offset ?
            """;

    /** The oldest first. */
    public List<Entry> page(Tx tx, TenantScope scope, ExecutionId execution, long offset, int limit) {
        return HotSql.query(
                tx,
                ENTRIES,
                (_, statement) -> {
                    statement.setLong(1, execution.value());
                    statement.setLong(2, scope.tenant().value());
                    statement.setInt(3, limit);
                    statement.setLong(4, offset);
                },
                TimelineStore::entry);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String status = row.getString(8);
        return new Entry(
                row.getObject(1, OffsetDateTime.class).toInstant(),
                row.getString(2),
                row.getObject(3, Long.class),
                row.getString(4),
                row.getObject(5, Integer.class),
                row.getObject(6, Integer.class),
                row.getObject(7, Integer.class),
                status == null ? null : ExecutionStatus.valueOf(status.toUpperCase(Locale.ROOT)),
                row.getString(9),
                row.getBoolean(10),
                row.getString(11),
                row.getString(12));
    }

    /** That an execution entered a status. */
    public record Step(Instant at, ExecutionStatus to) {}

    /** The oldest first, without its creation; none once their records were retired. */
    public List<Step> steps(Tx tx, TenantScope scope, ExecutionId execution) {
        var sql = """
                select created,
                    case event_type
                        when 'execution.started' then 'running'
                        when 'execution.status_changed' then 'requested'
                        when 'execution.timed_out' then 'timeout'
                        else substr(event_type, length('execution.') + 1)
                    end
                from audit_event
                where resource_id = ?
                  and resource_type = 'execution'
                  and tenant_id = ?
                  and event_type in (
                    'execution.scheduled', 'execution.started', 'execution.status_changed', 'execution.canceling',
                    'execution.completed', 'execution.failed', 'execution.cancelled', 'execution.timed_out',
                    'execution.abandoned')
                order by id
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, execution.value());
                    statement.setLong(2, scope.tenant().value());
                },
                row -> new Step(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        ExecutionStatus.valueOf(row.getString(2).toUpperCase(Locale.ROOT))));
    }

    /** Who asked for the end of an execution; nothing when nobody or the platform did. */
    public Optional<String> cancelledBy(Tx tx, TenantScope scope, ExecutionId execution) {
        var sql = """
                select actor_login
                from audit_event
                where resource_id = ?
                  and resource_type = 'execution'
                  and tenant_id = ?
                  and event_type in ('execution.canceling', 'execution.cancelled')
                  and actor_login is not null
                  and actor_token_type is distinct from 'worker'
                order by id
                limit 1
                """;
        return HotSql.query(
                        tx,
                        sql,
                        (_, statement) -> {
                            statement.setLong(1, execution.value());
                            statement.setLong(2, scope.tenant().value());
                        },
                        row -> row.getString(1))
                .stream()
                .findFirst();
    }

    /** The execution that does one again by itself. */
    public Optional<ExecutionId> nextAttempt(Tx tx, TenantScope scope, ExecutionId execution) {
        var sql = """
                with own as (
                    select retry_count, case when retry_count = 0 then id else original_execution end as first_attempt
                    from execution
                    where id = ? and tenant_id = ? and task_name is null
                )
                select next.id
                from own
                join execution as next on
                """ + IS_NEXT_ATTEMPT;
        return HotSql.query(
                        tx,
                        sql,
                        (_, statement) -> {
                            statement.setLong(1, execution.value());
                            statement.setLong(2, scope.tenant().value());
                        },
                        row -> new ExecutionId(row.getLong(1)))
                .stream()
                .findFirst();
    }

    /** By task of a workflow, what the last of its runs that did not complete said. */
    public Map<String, String> errors(Tx tx, ExecutionId workflow) {
        var sql = """
                select distinct on (task_name) task_name, 'execution ' || id || ' is ' || status || coalesce(': ' || (result ->> 'error'), '')
                from execution
                where parent_id = ?
                  and task_name is not null
                  and status in ('failed', 'timeout', 'cancelled', 'abandoned')
                order by task_name, id desc
                """;
        Map<String, String> errors = new HashMap<>();
        var _ = HotSql.query(
                tx,
                sql,
                (_, statement) -> statement.setLong(1, workflow.value()),
                row -> errors.put(row.getString(1), row.getString(2)));
        return errors;
    }

    /** The decisions of a workflow about its tasks, the oldest first. */
    public List<Entry> decisions(Tx tx, ExecutionId workflow, int limit) {
        var sql = """
                select at, kind, null::bigint, task_name, task_iteration, null::integer, null::integer, null, null, false, reason, evidence
                from (
                    select id, at, kind, task_name, task_iteration, reason, evidence
                    from workflow_step
                    where workflow_id = ?
                    order by id desc
                    limit ?) as latest
                order by id
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, workflow.value());
                    statement.setInt(2, limit);
                },
                TimelineStore::entry);
    }
}
