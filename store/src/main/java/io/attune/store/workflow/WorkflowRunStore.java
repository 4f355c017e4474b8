package io.attune.store.workflow;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.execution.NewExecution;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of {@code workflow_run}: what runs of workflows remember. */
@Singleton
public final class WorkflowRunStore {
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

    /**
     * Stores what a run remembers, as the last act of the transaction.
     *
     * @param variables null to leave them as they are
     */
    public void save(Tx tx, ExecutionId run, ObjectNode core, @Nullable ArrayNode variables) {
        tx.writeLast("""
                update workflow_run
                set core = ?::json, variables = coalesce(?::json, variables), attempts = 0
                where execution_id = ?
                """, (_, statement, first) -> {
            statement.setString(first, core.toString());
            statement.setString(first + 1, variables == null ? null : variables.toString());
            statement.setLong(first + 2, run.value());
            return first + 3;
        });
    }

    /** Counts an attempt at a large decision, before it: the process may not live to tell. */
    public void noteAttempt(Tx tx, ExecutionId run) {
        HotSql.update(
                tx,
                "update workflow_run set attempts = attempts + 1 where execution_id = ?",
                (_, statement) -> statement.setLong(1, run.value()));
    }
}
