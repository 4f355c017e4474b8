package io.attune.store.lease;

import static io.attune.store.HotSql.bigints;

import io.attune.model.id.ExecutionId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of {@code run_queue}: one for each execution in {@code requested} that waits for a worker. */
@Singleton
public final class QueueStore {
    /**
     * @param placement a number of {@link PlacementStore}
     * @param bytes about how much memory the parameters of the run take; null when the row must tell
     */
    public record Entry(
            ExecutionId execution, long placement, @Nullable Long bytes) {
        /** A stored run that comes back. */
        public Entry(ExecutionId execution, long placement) {
            this(execution, placement, null);
        }
    }

    /** Puts executions into the queue, ready at once, as the last act of the transaction. */
    public void add(Tx tx, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var sql = """
                insert into run_queue (execution_id, placement_id, bytes)
                select execution_id, placement_id,
                    coalesce(bytes, (select octet_length(config::text) from execution where id = execution_id), 0)
                from unnest(?::bigint[], ?::bigint[], ?::bigint[]) as entry (execution_id, placement_id, bytes)
                on conflict (execution_id) do nothing
                """;
        tx.writeLast(sql, (connection, statement, first) -> {
            statement.setArray(
                    first,
                    bigints(connection, entries, entry -> entry.execution().value()));
            statement.setArray(first + 1, bigints(connection, entries, Entry::placement));
            statement.setArray(first + 2, bigints(connection, entries, Entry::bytes));
            return first + 3;
        });
    }

    /**
     * Takes executions out of the queue, as the last act of the transaction. One that a worker is claiming this moment is left to it: it then
     * finds the execution no longer {@code requested} and drops it. Waiting here would close a circle of locks.
     */
    public void remove(Tx tx, Collection<ExecutionId> executions) {
        if (executions.isEmpty()) {
            return;
        }
        var sql = """
                delete from run_queue
                where execution_id in (
                    select execution_id
                    from run_queue
                    where execution_id = any(?)
                    order by execution_id
                    for update skip locked
                )
                """;
        tx.writeLast(sql, (connection, statement, first) -> {
            statement.setArray(first, bigints(connection, executions, ExecutionId::value));
            return first + 1;
        });
    }

    /** Locks up to {@code limit} rows of a placement that were queued at least {@code age} ago, the oldest first. */
    public List<ExecutionId> lockQueuedFor(Tx tx, long placement, Duration age, int limit) {
        var sql = """
                select execution_id
                from run_queue
                where placement_id = ?
                  and enqueued_at <= now() - ? * interval '1 millisecond'
                order by priority desc, execution_id
                limit ?
                for update skip locked
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, placement);
                    statement.setLong(2, age.toMillis());
                    statement.setInt(3, limit);
                },
                row -> new ExecutionId(row.getLong(1)));
    }
}
