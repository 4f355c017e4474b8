package io.attune.store.workflow;

import static io.attune.store.HotSql.bigints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.WireEnum;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ActionId;
import io.attune.model.id.EnforcementId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.execution.NewExecution;
import io.attune.store.json.JsonNodeBinding;
import io.attune.store.workflow.WorkflowInputStore.StoredInput;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives runs that were told something to those who advance them: the run, and what it was told, in one statement. */
@Singleton
public final class WorkflowClaimStore {
    /** Parameters and variables up to this size are read with the run; most decisions need the former and many the latter. */
    private static final int SHORT = 2_000;

    // What is read of workflow_run is its row as it is once it is locked; all else, the inputs as well, is as it was
    // when the statement began, so that a pause and the input that tells of it are seen together.
    private static final String CLAIMED = """
            claimed as (
                select run.execution_id, run.tenant_id, run.timeout_seconds, run.earlier_runs, run.rerun_from, run.core, run.attempts,
                    case when run.core is null then run.definition end as definition,
                    case when pg_column_size(run.variables) <= ? then run.variables end as variables
                from %s
                limit 1
                for update of run skip locked
            ),
            taken as (
                delete from workflow_input
                where id in (
                    select next.id
                    from claimed
                    cross join lateral (
                        select input.id
                        from workflow_input as input
                        where input.workflow_id = claimed.execution_id
                        order by input.id
                        limit ?) as next)
                returning id, kind, created, detail, child_id
            )
            select claimed.execution_id, claimed.tenant_id, execution.status, execution.action_id, execution.action_ref,
                execution.enforcement_id, execution.rule_ref, execution.trigger_ref, execution.executor, execution.env_vars,
                execution.started_at, claimed.timeout_seconds, claimed.earlier_runs, claimed.rerun_from, coalesce(pause.paused, false),
                claimed.definition, claimed.core, claimed.variables,
                case
                    when execution.config is null then '{}'
                    when pg_column_size(execution.config) <= ? then execution.config
                end,
                claimed.attempts, execution.task_name is not null, execution.artifact_retention_policy, execution.artifact_retention_limit,
                %s,
                taken.kind, taken.created, taken.detail, child.task_name, child.task_iteration, child.task_item, child.retry_count,
                child.status, child.workflow_task ->> 'timed_out' = 'true'
            from claimed
            join execution on execution.id = claimed.execution_id
            left join workflow_pause as pause on pause.workflow_id = claimed.execution_id
            left join taken on true
            left join execution as child on child.id = taken.child_id
            %s
            order by taken.id
            """;

    // The index of the inputs is walked from one workflow to the next, however many inputs one of them has, and round
    // from the last to the first.
    static final String CLAIM = """
            with recursive told as (
                select null::bigint as workflow_id, ?::bigint as passed, false as round
                union all
                select next.workflow_id, coalesce(next.workflow_id, 0), told.round or next.workflow_id is null
                from told
                left join lateral (
                    select input.workflow_id
                    from workflow_input as input
                    where input.workflow_id > told.passed
                    order by input.workflow_id
                    limit 1) as next on true
                where next.workflow_id is not null or not told.round
            ),
            """
            + CLAIMED.formatted("""
                    told
                    join workflow_run as run on run.execution_id = told.workflow_id
                    where told.workflow_id <> all (?)""", "ends.first <> claimed.execution_id or ends.last <> claimed.execution_id", """
                    cross join (
                        select min(workflow_id) as first, max(workflow_id) as last
                        from workflow_input) as ends""");

    // The limit holds until the transaction ends, and is set only where a run was claimed.
    static final String CLAIM_ONE = "with " + CLAIMED.formatted("""
            workflow_run as run
            where run.execution_id = ?""", "set_config('lock_timeout', ?, true) is null", "");

    private static final int FIRST_OF_INPUT = 25;

    /**
     * Takes a run and what it was told. It stays locked until the transaction ends.
     *
     * @param after the run that had its turn before: the next has the next id, so that a busy run lets the others have theirs
     * @param except runs to leave alone for now
     * @param most of what it was told
     */
    public Optional<ToldRun> claim(Tx tx, long after, Collection<ExecutionId> except, int most) {
        var rows = new Rows();
        var _ = HotSql.query(
                tx,
                CLAIM,
                (connection, statement) -> {
                    statement.setLong(1, after);
                    statement.setInt(2, SHORT);
                    statement.setArray(3, bigints(connection, except, ExecutionId::value));
                    statement.setInt(4, most);
                    statement.setInt(5, SHORT);
                },
                rows::add);
        return rows.told(most);
    }

    /**
     * As {@link #claim}, of one run, in a transaction that has locks already: from then on it waits for none for longer than {@code patience}, so
     * that it closes no circle of those who wait for each other.
     *
     * @return empty also while another advances the run
     */
    public Optional<ToldRun> claimOne(Tx tx, ExecutionId run, int most, Duration patience) {
        var rows = new Rows();
        var _ = HotSql.query(
                tx,
                CLAIM_ONE,
                (_, statement) -> {
                    statement.setInt(1, SHORT);
                    statement.setLong(2, run.value());
                    statement.setInt(3, most);
                    statement.setInt(4, SHORT);
                    statement.setString(5, Long.toString(patience.toMillis()));
                },
                rows::add);
        return rows.told(most);
    }

    /** The run is on each row, beside one of its inputs. */
    private static final class Rows {
        private @Nullable StoredRun run;
        private boolean others;
        private final List<StoredInput> inputs = new ArrayList<>();

        private boolean add(ResultSet row) throws SQLException {
            if (run == null) {
                run = run(row);
                others = row.getBoolean(FIRST_OF_INPUT - 1);
            }
            if (row.getString(FIRST_OF_INPUT) != null) {
                inputs.add(WorkflowInputStore.input(row, FIRST_OF_INPUT));
            }
            return others;
        }

        private Optional<ToldRun> told(int most) {
            return Optional.ofNullable(run).map(found -> new ToldRun(found, inputs, others || inputs.size() == most));
        }
    }

    private static StoredRun run(ResultSet row) throws SQLException {
        var id = new ExecutionId(row.getLong(1));
        Long action = row.getObject(4, Long.class);
        Long enforcement = row.getObject(6, Long.class);
        Long executor = row.getObject(9, Long.class);
        OffsetDateTime started = row.getObject(11, OffsetDateTime.class);
        Long timeout = row.getObject(12, Long.class);
        String wire = row.getString(3);
        return new StoredRun(
                id,
                new TenantId(row.getLong(2)),
                WireEnum.find(ExecutionStatus.class, wire)
                        .orElseThrow(() -> new IllegalStateException("unknown status of an execution: " + wire)),
                action == null ? null : new ActionId(action),
                row.getString(5),
                new NewExecution.Origin(
                        enforcement == null ? null : new EnforcementId(enforcement),
                        row.getString(7),
                        row.getString(8),
                        id,
                        executor == null ? null : new IdentityId(executor)),
                json(row.getString(10)) instanceof ObjectNode variables ? variables : null,
                new NewExecution.Retention(
                        WireEnum.find(RetentionPolicy.class, row.getString(22))
                                .orElse(NewExecution.Retention.DEFAULT.policy()),
                        row.getInt(23)),
                started == null ? null : started.toInstant(),
                timeout == null ? null : Duration.ofSeconds(timeout),
                Arrays.stream((Long[]) row.getArray(13).getArray())
                        .map(ExecutionId::new)
                        .toList(),
                row.getString(14),
                row.getBoolean(15),
                json(row.getString(16)),
                json(row.getString(17)) instanceof ObjectNode core ? core : null,
                json(row.getString(18)) instanceof ArrayNode variables ? variables : null,
                json(row.getString(19)) instanceof ObjectNode parameters ? parameters : null,
                row.getInt(20),
                row.getBoolean(21));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : JsonNodeBinding.tree(text);
    }
}
