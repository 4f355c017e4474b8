package io.attune.store.execution;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import io.attune.model.WireEnum;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ActionId;
import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.model.id.WorkerId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.audit.ExecutionTrail;
import io.attune.store.audit.Initiator;
import io.attune.store.secret.SecretValueStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of executions as the engine works on them: inserted in batches, moved by compare-and-set only. */
@Singleton
public final class ExecutionStore {
    private static final String STATE =
            "id, tenant_id, action_ref, status, attempt, worker_id, placement_id, workflow_def_id is not null";

    private static final String MOVE = """
            with step as (
                update execution
                set status = move.target,
                    result = coalesce(move.result::jsonb, execution.result),
                    started_at = case
                        when move.target = 'running' then statement_timestamp()
                        when move.target = 'requested' then null
                        else execution.started_at
                    end,
                    ended_at = case
                        when move.target in ('completed', 'failed', 'cancelled', 'timeout', 'abandoned') then statement_timestamp()
                    end,
                    worker_id = case when move.target = 'requested' then null else execution.worker_id end,
                    waiting_for = null,
                    workflow_task = case
                        when execution.task_name is not null
                            and move.target in ('completed', 'failed', 'cancelled', 'timeout', 'abandoned')
                        then execution.workflow_task || jsonb_build_object(
                            'timed_out', move.target = 'timeout'
                                or move.target = 'failed' and coalesce(move.result::jsonb ->> 'timed_out' = 'true', false),
                            'started_at', execution.started_at,
                            'completed_at', statement_timestamp(),
                            'duration_ms', (extract(epoch from statement_timestamp() - execution.started_at) * 1000)::bigint)
                        else execution.workflow_task
                    end,
                    updated = statement_timestamp()
                from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                    as move (id, origin, target, result, worker, attempt)
                where execution.id = move.id
                  and execution.status = move.origin
                  and (move.worker is null or execution.worker_id = move.worker and execution.attempt = move.attempt)
                returning execution.id, execution.tenant_id, execution.action_ref, execution.enforcement_id, execution.parent_id,
                    execution.executor, execution.ended_at is not null as ends,
                    execution.task_name is not null and execution.ended_at is not null as tells,
                    case
                        when move.target in ('failed', 'timeout', 'abandoned')
                            and execution.task_name is null
                            and execution.workflow_def_id is null
                        then execution.action_id
                    end as failed_action,
                    execution.retry_count,
                    case move.target
                        when 'running' then 'started'
                        when 'timeout' then 'timed_out'
                        when 'requested' then 'status_changed'
                        else move.target
                    end as event
            ),
            told as (
                insert into workflow_input (workflow_id, tenant_id, kind, child_id)
                select parent_id, tenant_id, 'child', id
                from step
                where tells
                order by id
            ),
            """ + ExecutionTrail.RECORDED + """
            select id, case when tells then parent_id end,
                case when ends then (select group_id from admission where admission.execution_id = step.id) end,
                failed_action, retry_count
            from step
            """;

    private static final String START = """
            with step as (
                update execution
                set status = 'running', started_at = statement_timestamp(), updated = statement_timestamp()
                where id = any(?)
                  and worker_id = ?
                  and status = 'scheduled'
                returning id, tenant_id, action_ref, enforcement_id, parent_id, executor, 'started' as event
            ),
            """ + ExecutionTrail.RECORDED + "select id from step";

    private final ExecutionInsert insert;
    private final MoveWitness witness;

    @Inject
    public ExecutionStore(SecretValueStore secrets, MoveWitness witness) {
        this.insert = new ExecutionInsert(secrets);
        this.witness = witness;
    }

    /** Without a witness. */
    public ExecutionStore(SecretValueStore secrets) {
        this(secrets, MoveWitness.NONE);
    }

    /**
     * Inserts in status {@code requested}. Announces nothing and queues nothing.
     *
     * @param placements what each asks of a worker; null for one that never goes to a worker
     * @return the ids in the same order
     */
    public List<ExecutionId> insert(
            Tx tx, List<NewExecution> executions, List<@Nullable Long> placements, Initiator by) {
        if (executions.isEmpty()) {
            return List.of();
        }
        executions.stream()
                .flatMap(execution -> Stream.ofNullable(execution.repeats()))
                .filter(repeats -> !repeats.isWished())
                .forEach(repeats -> witness.retried(tx, repeats.reason()));
        return insert.insert(tx, executions, placements, by);
    }

    /**
     * As {@link #insert}, of one without secrets that a worker waits for: if that still may have it, it never enters the queue.
     *
     * @param by who asked for it
     */
    public NewRun insertTaken(Tx tx, NewExecution execution, long placement, Initiator by, Taker taker) {
        return insert.insertTaken(tx, execution, placement, by, taker);
    }

    /** Locks the executions that exist, in the order of their ids. */
    public List<RunState> lock(Tx tx, Collection<ExecutionId> executions) {
        var sql = "select " + STATE + " from execution where id = any(?) order by id for update";
        return HotSql.query(
                tx,
                sql,
                (connection, statement) -> statement.setArray(1, bigints(connection, executions, ExecutionId::value)),
                ExecutionStore::state);
    }

    /** Locks what a worker has in hand. */
    public List<RunState> lockOnWorker(Tx tx, WorkerId worker) {
        var sql = "select " + STATE + " from execution where worker_id = ? and ended_at is null order by id for update";
        return HotSql.query(tx, sql, (_, statement) -> statement.setLong(1, worker.value()), ExecutionStore::state);
    }

    /** Locks up to {@code limit} executions that have been in {@code status} without a change for {@code age}; no workflows. */
    public List<RunState> lockUnchangedFor(Tx tx, ExecutionStatus status, Duration age, int limit) {
        var sql = "select " + STATE + """

                 from execution
                where status = ?
                  and ended_at is null
                  and workflow_def_id is null
                  and updated < now() - ? * interval '1 millisecond'
                order by id
                limit ?
                for update skip locked
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setString(1, status.wire());
                    statement.setLong(2, age.toMillis());
                    statement.setInt(3, limit);
                },
                ExecutionStore::state);
    }

    /** Locks up to {@code limit} running executions that their worker should have ended {@code grace} ago. */
    public List<RunState> lockOverdue(Tx tx, Duration defaultTimeout, Duration grace, int limit) {
        var sql = """
                select execution.id, execution.tenant_id, execution.action_ref, execution.status, execution.attempt, execution.worker_id,
                    execution.placement_id, execution.workflow_def_id is not null
                from execution
                left join action on action.id = execution.action_id
                where execution.status = 'running'
                  and execution.ended_at is null
                  and execution.worker_id is not null
                  and execution.started_at < now() - ? * interval '1 millisecond'
                      - coalesce(
                          (execution.workflow_task ->> 'timeout_seconds')::bigint * interval '1 second',
                          action.timeout_seconds * interval '1 second',
                          ? * interval '1 millisecond')
                order by execution.id
                limit ?
                for update of execution skip locked
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, grace.toMillis());
                    statement.setLong(2, defaultTimeout.toMillis());
                    statement.setInt(3, limit);
                },
                ExecutionStore::state);
    }

    private static RunState state(ResultSet row) throws SQLException {
        return new RunState(
                new ExecutionId(row.getLong(1)),
                new TenantId(row.getLong(2)),
                row.getString(3),
                status(row.getString(4)),
                row.getInt(5),
                row.getObject(6, Long.class),
                row.getObject(7, Long.class),
                row.getBoolean(8));
    }

    static ExecutionStatus status(String wire) {
        return WireEnum.find(ExecutionStatus.class, wire)
                .orElseThrow(() -> new IllegalStateException("unknown execution status in the database: " + wire));
    }

    /**
     * Writes transitions, however many, in one statement, which also tells the workflows whose tasks have ended with them. Those that leave a
     * group of a policy must be told to it (docs/adr/0023).
     *
     * @return those that were still in their {@code from}, and in the hand of their holder
     */
    public List<Moved> move(Tx tx, List<Move> moves, Initiator by) {
        if (moves.isEmpty()) {
            return List.of();
        }
        var moved = HotSql.query(
                tx,
                MOVE,
                (connection, statement) -> {
                    statement.setArray(
                            1,
                            bigints(connection, moves, move -> move.execution().value()));
                    statement.setArray(
                            2, texts(connection, moves, move -> move.from().wire()));
                    statement.setArray(
                            3, texts(connection, moves, move -> move.to().wire()));
                    statement.setArray(4, texts(connection, moves, move -> {
                        var result = move.result();
                        return result == null ? null : result.toString();
                    }));
                    statement.setArray(5, bigints(connection, moves, move -> {
                        var holder = move.holder();
                        return holder == null ? null : holder.worker().value();
                    }));
                    statement.setArray(6, bigints(connection, moves, move -> {
                        var holder = move.holder();
                        return holder == null ? null : (long) holder.attempt();
                    }));
                    ExecutionTrail.bind(statement, 7, by);
                },
                row -> {
                    Long workflow = row.getObject(2, Long.class);
                    Long group = row.getObject(3, Long.class);
                    Long failed = row.getObject(4, Long.class);
                    return new Moved(
                            new ExecutionId(row.getLong(1)),
                            workflow == null ? null : new ExecutionId(workflow),
                            group == null ? null : new AdmissionGroupId(group),
                            failed == null ? null : new Moved.Failed(new ActionId(failed), row.getInt(5)));
                });
        witness(tx, moves, moved);
        return moved;
    }

    private void witness(Tx tx, List<Move> moves, List<Moved> moved) {
        var written = moved.stream().map(Moved::execution).collect(Collectors.toSet());
        Map<ExecutionStatus, Integer> counts = new EnumMap<>(ExecutionStatus.class);
        moves.stream()
                .filter(move -> written.contains(move.execution()))
                .forEach(move -> counts.merge(move.to(), 1, Integer::sum));
        counts.forEach((to, count) -> witness.moved(tx, to, count));
    }

    /**
     * Sets executions of a worker from {@code scheduled} to {@code running}.
     *
     * @return those that changed now; the ones that ran already are {@link #runningOn}
     */
    public List<ExecutionId> start(Tx tx, WorkerId worker, Collection<ExecutionId> executions, Initiator by) {
        return HotSql.query(
                tx,
                START,
                (connection, statement) -> {
                    statement.setArray(1, bigints(connection, executions, ExecutionId::value));
                    statement.setLong(2, worker.value());
                    ExecutionTrail.bind(statement, 3, by);
                },
                row -> new ExecutionId(row.getLong(1)));
    }

    /** Which of the executions run on the worker. */
    public List<ExecutionId> runningOn(Tx tx, WorkerId worker, Collection<ExecutionId> executions) {
        var sql = "select id from execution where id = any(?) and worker_id = ? and status = 'running'";
        return HotSql.query(
                tx,
                sql,
                (connection, statement) -> {
                    statement.setArray(1, bigints(connection, executions, ExecutionId::value));
                    statement.setLong(2, worker.value());
                },
                row -> new ExecutionId(row.getLong(1)));
    }

    /** What the worker must stop. */
    public List<ExecutionId> cancelingOn(Tx tx, WorkerId worker) {
        var sql =
                "select id from execution where worker_id = ? and ended_at is null and status = 'canceling' order by id";
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> statement.setLong(1, worker.value()),
                row -> new ExecutionId(row.getLong(1)));
    }

    /** The workers that have any of the executions in hand. */
    public List<WorkerId> workersOf(Tx tx, Collection<Long> executions) {
        var sql = "select distinct worker_id from execution where id = any(?) and worker_id is not null";
        return HotSql.query(
                tx,
                sql,
                (connection, statement) -> statement.setArray(1, bigints(connection, executions, id -> id)),
                row -> new WorkerId(row.getLong(1)));
    }

    /** Says, for a person, why executions have not started; others than those in {@code requested} stay as they are. */
    public void explain(Tx tx, Collection<ExecutionId> executions, String waitingFor) {
        var sql = """
                update execution
                set waiting_for = ?
                where id = any(?)
                  and status = 'requested'
                  and waiting_for is distinct from ?
                """;
        HotSql.update(tx, sql, (connection, statement) -> {
            statement.setString(1, waitingFor);
            statement.setArray(2, bigints(connection, executions, ExecutionId::value));
            statement.setString(3, waitingFor);
        });
    }

    /** The status of an execution, without locking it. */
    public Optional<ExecutionStatus> findStatus(Tx tx, ExecutionId execution) {
        return HotSql.query(
                        tx,
                        "select status from execution where id = ?",
                        (_, statement) -> statement.setLong(1, execution.value()),
                        row -> status(row.getString(1)))
                .stream()
                .findFirst();
    }
}
