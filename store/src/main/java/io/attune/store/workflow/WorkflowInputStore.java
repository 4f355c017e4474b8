package io.attune.store.workflow;

import static io.attune.store.HotSql.bigints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.engine.workflow.ChildKey;
import io.attune.model.WireEnum;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Rows of {@code workflow_input}: what happened to workflows. That a child has ended is written by
 * {@link io.attune.store.execution.ExecutionStore#move}, that a timer is due by {@link WorkflowTimerStore}.
 */
@Singleton
public final class WorkflowInputStore {
    /** How the change feed calls workflows that were told something. */
    public static final String TOLD = "workflow_told";

    static final String TAKE = """
            with taken as (
                delete from workflow_input
                where id in (
                    select id
                    from workflow_input
                    where workflow_id = ?
                    order by id
                    limit ?)
                returning id, kind, created, detail, child_id
            )
            select taken.kind, taken.created, taken.detail, child.task_name, child.task_iteration, child.task_item, child.retry_count,
                child.status, child.workflow_task ->> 'timed_out' = 'true'
            from taken
            left join execution as child on child.id = taken.child_id
            order by taken.id
            """;

    /** What happened. */
    public enum Kind implements WireEnum {
        START,
        CHILD,
        TIMER,
        CANCEL,
        PAUSE,
        RESUME
    }

    /** How a child ended. */
    public record Child(ChildKey key, ExecutionStatus status, boolean timedOut) {}

    /**
     * Something that happened.
     *
     * @param child null unless a child has ended
     * @param detail of a timer or a cancel; JSON null for none
     */
    public record StoredInput(
            Kind kind, Instant at, @Nullable Child child, JsonNode detail) {}

    /** Tells workflows the same thing, in the order of their ids. One that was paused before it could start is paused when it starts. */
    public void tell(Tx tx, Collection<ExecutionId> workflows, Kind kind, @Nullable JsonNode detail) {
        if (workflows.isEmpty()) {
            return;
        }
        var sql = """
                insert into workflow_input (workflow_id, tenant_id, kind, detail)
                select run.execution_id, run.tenant_id, news.kind, news.detail
                from workflow_run as run
                cross join lateral (
                    select 1 as number, ? as kind, ?::jsonb as detail
                    union all
                    select 2, 'pause', null
                    where run.paused and ?
                ) as news
                where run.execution_id = any (?)
                order by run.execution_id, news.number
                """;
        HotSql.update(tx, sql, (connection, statement) -> {
            statement.setString(1, kind.wire());
            statement.setString(2, detail == null ? null : detail.toString());
            statement.setBoolean(3, kind == Kind.START);
            statement.setArray(4, bigints(connection, workflows, ExecutionId::value));
        });
    }

    /** Takes what a workflow was told, the oldest first. Whoever does holds the workflow. */
    public List<StoredInput> take(Tx tx, ExecutionId workflow, int limit) {
        return HotSql.query(
                tx,
                TAKE,
                (_, statement) -> {
                    statement.setLong(1, workflow.value());
                    statement.setInt(2, limit);
                },
                WorkflowInputStore::input);
    }

    private static StoredInput input(ResultSet row) throws SQLException {
        var detail = row.getString(3);
        var task = row.getString(4);
        return new StoredInput(
                Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                task == null ? null : child(task, row),
                detail == null ? NullNode.getInstance() : JsonNodeBinding.tree(detail));
    }

    private static Child child(String task, ResultSet row) throws SQLException {
        return new Child(
                new ChildKey(task, row.getInt(5), row.getObject(6, Integer.class), row.getInt(7)),
                ExecutionStatus.valueOf(row.getString(8).toUpperCase(Locale.ROOT)),
                row.getBoolean(9));
    }
}
