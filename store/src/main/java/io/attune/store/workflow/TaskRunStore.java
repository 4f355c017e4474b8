package io.attune.store.workflow;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.ChildKey;
import io.attune.engine.workflow.IndexSet;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.execution.HeldRun;
import io.attune.store.execution.NewExecution.Origin;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Executions as the children of workflows, found by their keys: in the form in which {@code execution_of_task} has them. */
@Singleton
public final class TaskRunStore {
    static final String RESULTS = """
            select distinct on (task_item) id, task_item, status, result, coalesce(octet_length(result::text), 0)
            from execution
            where parent_id = any (?)
              and task_name = ?
              and task_iteration = ?
              and ended_at is not null
              and workflow_task ->> 'reused_from' is null
              %s
            order by task_item, array_position(?, parent_id), retry_count desc
            """;

    static final String ITEM = "and coalesce(task_item, -1) = ?";
    private static final String ITEMS = "and task_item < ?";

    static final String HELD = """
            select %s
            from unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) as key (task, iteration, item, attempt)
            join execution on execution.parent_id = ?
                and execution.task_name = key.task
                and execution.task_iteration = key.iteration
                and coalesce(execution.task_item, -1) = coalesce(key.item, -1)
                and execution.retry_count = key.attempt
            where execution.status = 'requested'
            order by execution.id
            for update of execution
            """.formatted(HeldRun.COLUMNS);

    /**
     * How a child ended.
     *
     * @param item null for a task without items
     * @param result with markers where secrets were
     * @param size of the result as text
     */
    public record EndedChild(
            ExecutionId execution, @Nullable Integer item, ExecutionStatus status, JsonNode result, int size) {}

    /**
     * The latest attempts that have ended, by item.
     *
     * @param runs whose children they are; of those before others, if both have one
     * @param total of the items: an earlier run may have had more
     */
    public List<EndedChild> results(Tx tx, List<ExecutionId> runs, String task, int iteration, int total) {
        return results(tx, runs, task, iteration, ITEMS, total);
    }

    /** How long {@link #results} are together, as text. */
    public long sizeOfResults(Tx tx, List<ExecutionId> runs, String task, int iteration, int total) {
        return HotSql.query(
                        tx,
                        "select coalesce(sum(octet_length(result::text)), 0) from (" + RESULTS.formatted(ITEMS)
                                + ") as ended",
                        (connection, statement) -> bind(connection, statement, runs, task, iteration, total),
                        row -> row.getLong(1))
                .getFirst();
    }

    /** As {@link #results}, of one item, or of a task without items. */
    public Optional<EndedChild> findResult(
            Tx tx, List<ExecutionId> runs, String task, int iteration, @Nullable Integer item) {
        return results(tx, runs, task, iteration, ITEM, item == null ? -1 : item).stream()
                .findFirst();
    }

    /** A child that shows what one of an earlier run did. */
    public record ShownChild(ExecutionId execution, ExecutionStatus status) {}

    /**
     * Makes children that show the latest attempts of earlier runs: they have ended, hold no parameters and no result of their own, and count
     * nowhere as results.
     *
     * @param origin of children of the run that shows them
     * @param earlier whose attempts they are, those of the latest run first
     * @param items which of them; null for the only child of a task without items
     */
    public List<ShownChild> show(
            Tx tx, Origin origin, List<ExecutionId> earlier, String task, int iteration, @Nullable IndexSet items) {
        ExecutionId parent = Objects.requireNonNull(origin.parent(), "children have a workflow");
        var sql = """
                with kept as (
                """ + RESULTS.formatted(items == null ? "and task_item is null" : "and task_item = any (?)") + """
                )
                insert into execution (tenant_id, action_id, action_ref, rule_ref, trigger_ref, parent_id, enforcement_id, executor,
                    permission_set_refs, artifact_retention_policy, artifact_retention_limit, worker_id, status, attempt, started_at, ended_at,
                    workflow_task, task_name, task_iteration, task_item, retry_count, max_retries, updated)
                select old.tenant_id, old.action_id, old.action_ref, ?, ?, ?, ?, ?, old.permission_set_refs, old.artifact_retention_policy,
                    old.artifact_retention_limit, old.worker_id, old.status, old.attempt, old.started_at, old.ended_at,
                    old.workflow_task || jsonb_build_object('workflow_execution', ?::bigint, 'reused_from', old.id),
                    old.task_name, old.task_iteration, old.task_item, old.retry_count, old.max_retries, old.updated
                from kept
                join execution as old on old.id = kept.id
                order by old.task_item
                returning id, status
                """;
        return HotSql.query(
                tx,
                sql,
                (connection, statement) -> {
                    Array runs = bigints(connection, earlier, ExecutionId::value);
                    int value = 0;
                    statement.setArray(++value, runs);
                    statement.setString(++value, task);
                    statement.setInt(++value, iteration);
                    if (items != null) {
                        statement.setArray(++value, connection.createArrayOf("integer", items.indices()));
                    }
                    statement.setArray(++value, runs);
                    statement.setString(++value, origin.ruleRef());
                    statement.setString(++value, origin.triggerRef());
                    statement.setLong(++value, parent.value());
                    var enforcement = origin.enforcement();
                    statement.setObject(++value, enforcement == null ? null : enforcement.value(), Types.BIGINT);
                    var executor = origin.executor();
                    statement.setObject(++value, executor == null ? null : executor.value(), Types.BIGINT);
                    statement.setLong(++value, parent.value());
                },
                row -> new ShownChild(
                        new ExecutionId(row.getLong(1)),
                        ExecutionStatus.valueOf(row.getString(2).toUpperCase(Locale.ROOT))));
    }

    private static List<EndedChild> results(
            Tx tx, List<ExecutionId> runs, String task, int iteration, String condition, int argument) {
        return HotSql.query(
                tx,
                RESULTS.formatted(condition),
                (connection, statement) -> bind(connection, statement, runs, task, iteration, argument),
                row -> new EndedChild(
                        new ExecutionId(row.getLong(1)),
                        row.getObject(2, Integer.class),
                        ExecutionStatus.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                        tree(row.getString(4)),
                        row.getInt(5)));
    }

    private static void bind(
            Connection connection,
            PreparedStatement statement,
            List<ExecutionId> runs,
            String task,
            int iteration,
            int argument)
            throws SQLException {
        statement.setArray(1, bigints(connection, runs, ExecutionId::value));
        statement.setString(2, task);
        statement.setInt(3, iteration);
        statement.setInt(4, argument);
        statement.setArray(5, bigints(connection, runs, ExecutionId::value));
    }

    private static JsonNode tree(@Nullable String json) {
        return json == null ? JsonNodeFactory.instance.nullNode() : JsonNodeBinding.tree(json);
    }

    /** Those of a workflow that have not ended, by id. */
    public List<ExecutionId> living(Tx tx, ExecutionId workflow) {
        return HotSql.query(
                tx,
                "select id from execution where parent_id = ? and task_name is not null and ended_at is null order by id",
                (_, statement) -> statement.setLong(1, workflow.value()),
                row -> new ExecutionId(row.getLong(1)));
    }

    /** Those of the keys that still are as they were created, locked, by id. */
    public List<HeldRun> lockHeld(Tx tx, ExecutionId workflow, Collection<ChildKey> keys) {
        return HotSql.query(
                tx,
                HELD,
                (connection, statement) -> {
                    statement.setArray(1, texts(connection, keys, ChildKey::task));
                    statement.setArray(2, bigints(connection, keys, key -> (long) key.iteration()));
                    statement.setArray(3, bigints(connection, keys, key -> {
                        Integer item = key.item();
                        return item == null ? null : item.longValue();
                    }));
                    statement.setArray(4, bigints(connection, keys, key -> (long) key.attempt()));
                    statement.setLong(5, workflow.value());
                },
                HeldRun::read);
    }

    /** The parameters of a run, with markers where secrets were. */
    public ObjectNode parameters(Tx tx, ExecutionId run) {
        return HotSql.query(
                        tx,
                        "select config from execution where id = ?",
                        (_, statement) -> statement.setLong(1, run.value()),
                        row -> tree(row.getString(1)))
                .stream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }
}
