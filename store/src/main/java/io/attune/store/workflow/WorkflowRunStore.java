package io.attune.store.workflow;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code workflow_run}: what runs of workflows remember. */
@Singleton
public final class WorkflowRunStore {
    // The index of the inputs is walked from one workflow to the next, however many inputs one of them has, and round
    // from the last to the
    // first.
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
            )
            select run.execution_id, run.tenant_id, execution.status, execution.action_id, execution.action_ref, execution.enforcement_id,
                execution.rule_ref, execution.trigger_ref, execution.executor, execution.env_vars, execution.started_at,
                run.timeout_seconds, run.earlier_runs, run.rerun_from, run.paused, run.core, run.attempts,
                execution.artifact_retention_policy, execution.artifact_retention_limit
            from told
            join workflow_run as run on run.execution_id = told.workflow_id
            join execution on execution.id = run.execution_id
            where told.workflow_id <> all (?)
            limit 1
            for update of run skip locked
            """;

    /** @param start whose graph is copied */
    public record NewRun(ExecutionId execution, TenantId tenant, NewExecution.Start.Workflow start) {}

    /** Creates runs, which then wait to be told to start. */
    public void insert(Tx tx, List<NewRun> runs) {
        if (runs.isEmpty()) {
            return;
        }
        var sql = """
                insert into workflow_run (execution_id, tenant_id, definition, timeout_seconds, earlier_runs, rerun_from)
                select new.execution, new.tenant, coalesce(earlier.definition, workflow_definition.definition), new.timeout,
                    case
                        when earlier.execution_id is null then '{}'
                        else array_prepend(earlier.execution_id, earlier.earlier_runs)
                    end, new.rerun_from
                from unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
                    as new (execution, tenant, definition, timeout, earlier, rerun_from)
                left join workflow_definition on workflow_definition.id = new.definition
                left join workflow_run as earlier on earlier.execution_id = new.earlier
                """;
        HotSql.update(tx, sql, (connection, statement) -> {
            statement.setArray(
                    1, bigints(connection, runs, run -> run.execution().value()));
            statement.setArray(2, bigints(connection, runs, run -> run.tenant().value()));
            statement.setArray(3, bigints(connection, runs, run -> run.start().definition()));
            statement.setArray(4, bigints(connection, runs, run -> {
                var timeout = run.start().timeout();
                return timeout == null ? null : timeout.toSeconds();
            }));
            statement.setArray(5, bigints(connection, runs, run -> {
                var continues = run.start().continues();
                return continues == null ? null : continues.run().value();
            }));
            statement.setArray(6, texts(connection, runs, run -> {
                var continues = run.start().continues();
                return continues == null ? null : continues.from();
            }));
        });
    }

    /**
     * Takes a run that was told something. It stays locked until the transaction ends.
     *
     * @param after the run that had its turn before: the next has the next id, so that a busy run lets the others have theirs
     * @param except runs to leave alone for now
     */
    public Optional<StoredRun> claim(Tx tx, long after, Collection<ExecutionId> except) {
        return HotSql.query(
                        tx,
                        CLAIM,
                        (connection, statement) -> {
                            statement.setLong(1, after);
                            statement.setArray(2, bigints(connection, except, ExecutionId::value));
                        },
                        WorkflowRunStore::run)
                .stream()
                .findFirst();
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
                        WireEnum.find(RetentionPolicy.class, row.getString(18))
                                .orElse(NewExecution.Retention.DEFAULT.policy()),
                        row.getInt(19)),
                started == null ? null : started.toInstant(),
                timeout == null ? null : Duration.ofSeconds(timeout),
                Arrays.stream((Long[]) row.getArray(13).getArray())
                        .map(ExecutionId::new)
                        .toList(),
                row.getString(14),
                row.getBoolean(15),
                json(row.getString(16)) instanceof ObjectNode core ? core : null,
                row.getInt(17));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : JsonNodeBinding.tree(text);
    }

    /** The graph that a run follows; nothing when there was none when it was created. */
    public Optional<JsonNode> findDefinition(Tx tx, ExecutionId run) {
        return HotSql.query(
                        tx,
                        "select definition from workflow_run where execution_id = ? and definition is not null",
                        (_, statement) -> statement.setLong(1, run.value()),
                        row -> JsonNodeBinding.tree(row.getString(1)))
                .stream()
                .findFirst();
    }

    /** What another run remembers but for its variables; nothing when it never started. */
    public Optional<ObjectNode> findCore(Tx tx, ExecutionId run) {
        return HotSql.query(
                        tx,
                        "select core from workflow_run where execution_id = ? and core is not null",
                        (_, statement) -> statement.setLong(1, run.value()),
                        row -> (ObjectNode) JsonNodeBinding.tree(row.getString(1)))
                .stream()
                .findFirst();
    }

    /** The variables of a run, with markers where secrets were. */
    public ArrayNode variables(Tx tx, ExecutionId run) {
        return HotSql.query(
                        tx,
                        "select variables from workflow_run where execution_id = ?",
                        (_, statement) -> statement.setLong(1, run.value()),
                        row -> (ArrayNode) JsonNodeBinding.tree(row.getString(1)))
                .stream()
                .findFirst()
                .orElseGet(JsonNodeFactory.instance::arrayNode);
    }

    /** Whether something secret is among what a continuation of the run would take over: its variables, and the results of tasks. */
    public boolean keepsSecrets(Tx tx, ExecutionId run) {
        var sql = """
                with repeated as (
                    select array_prepend(execution_id, earlier_runs) as runs
                    from workflow_run
                    where execution_id = ?),
                kept as (
                    select 'workflow_variables' as holder, unnest(runs) as id
                    from repeated
                    union all
                    select 'execution_result', execution.id
                    from repeated
                    join execution on execution.parent_id = any (repeated.runs))
                select exists (
                    select
                    from kept
                    join execution_secret_value as secret on secret.entity_id = kept.id and secret.entity_type = kept.holder)
                """;
        return HotSql.query(tx, sql, (_, statement) -> statement.setLong(1, run.value()), row -> row.getBoolean(1))
                .getFirst();
    }

    /** @param variables null to leave them as they are */
    public void save(Tx tx, ExecutionId run, ObjectNode core, @Nullable ArrayNode variables) {
        HotSql.update(tx, """
                update workflow_run
                set core = ?::json, variables = coalesce(?::json, variables), attempts = 0
                where execution_id = ?
                """, (_, statement) -> {
            statement.setString(1, core.toString());
            statement.setString(2, variables == null ? null : variables.toString());
            statement.setLong(3, run.value());
        });
    }

    /** Counts an attempt at a large decision, before it: the process may not live to tell. */
    public void noteAttempt(Tx tx, ExecutionId run) {
        HotSql.update(
                tx,
                "update workflow_run set attempts = attempts + 1 where execution_id = ?",
                (_, statement) -> statement.setLong(1, run.value()));
    }

    /** Notes whether a run is to pause. @return whether that is new */
    public boolean setPaused(Tx tx, ExecutionId run, boolean paused) {
        return HotSql.update(
                        tx,
                        "update workflow_run set paused = ? where execution_id = ? and paused <> ?",
                        (_, statement) -> {
                            statement.setBoolean(1, paused);
                            statement.setLong(2, run.value());
                            statement.setBoolean(3, paused);
                        })
                == 1;
    }

    /** Whether somebody paused the run; nothing for an execution that is none. */
    public Optional<Boolean> findPaused(Tx tx, ExecutionId run) {
        return HotSql.query(
                        tx,
                        "select paused from workflow_run where execution_id = ?",
                        (_, statement) -> statement.setLong(1, run.value()),
                        row -> row.getBoolean(1))
                .stream()
                .findFirst();
    }
}
