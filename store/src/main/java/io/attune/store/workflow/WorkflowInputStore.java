package io.attune.store.workflow;

import static io.attune.store.HotSql.bigints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.engine.workflow.ChildKey;
import io.attune.model.WireEnum;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
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

    /**
     * Tells workflows the same thing, in the order of their ids, as the last act of the transaction. One that was paused before it could start is
     * paused when it starts.
     */
    public void tell(Tx tx, Collection<ExecutionId> workflows, Kind kind, @Nullable JsonNode detail) {
        if (workflows.isEmpty()) {
            return;
        }
        var sql = """
                insert into workflow_input (workflow_id, tenant_id, kind, detail)
                select run.execution_id, run.tenant_id, news.kind, news.detail
                from workflow_run as run
                left join workflow_pause as pause on pause.workflow_id = run.execution_id
                cross join lateral (
                    select 1 as number, ? as kind, ?::jsonb as detail
                    union all
                    select 2, 'pause', null
                    where pause.paused and ?
                ) as news
                where run.execution_id = any (?)
                order by run.execution_id, news.number
                """;
        tx.writeLast(sql, (connection, statement, first) -> {
            statement.setString(first, kind.wire());
            statement.setString(first + 1, detail == null ? null : detail.toString());
            statement.setBoolean(first + 2, kind == Kind.START);
            statement.setArray(first + 3, bigints(connection, workflows, ExecutionId::value));
            return first + 4;
        });
    }

    /** Reads kind, time and detail from the column {@code first} on, then what of a child has ended: its key, its status, whether it ran out of time. */
    static StoredInput input(ResultSet row, int first) throws SQLException {
        var detail = row.getString(first + 2);
        var task = row.getString(first + 3);
        return new StoredInput(
                Kind.valueOf(row.getString(first).toUpperCase(Locale.ROOT)),
                row.getObject(first + 1, OffsetDateTime.class).toInstant(),
                task == null ? null : child(task, row, first + 4),
                detail == null ? NullNode.getInstance() : JsonNodeBinding.tree(detail));
    }

    private static Child child(String task, ResultSet row, int first) throws SQLException {
        return new Child(
                new ChildKey(task, row.getInt(first), row.getObject(first + 1, Integer.class), row.getInt(first + 2)),
                ExecutionStatus.valueOf(row.getString(first + 3).toUpperCase(Locale.ROOT)),
                row.getBoolean(first + 4));
    }
}
