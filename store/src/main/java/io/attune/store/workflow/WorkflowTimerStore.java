package io.attune.store.workflow;

import static io.attune.store.HotSql.texts;

import io.attune.engine.workflow.Timer;
import io.attune.engine.workflow.TimerJson;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.TenantId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of {@code workflow_timer}: what workflows wait for by the clock. Any number of nodes fire them, each fires once. */
@Singleton
public final class WorkflowTimerStore {
    /** Starts those that do not run yet, as the last act of the transaction. */
    public void insert(Tx tx, ExecutionId workflow, TenantId tenant, Map<Timer, Instant> timers) {
        if (timers.isEmpty()) {
            return;
        }
        Collection<Map.Entry<Timer, Instant>> entries = timers.entrySet();
        var sql = """
                insert into workflow_timer (workflow_id, tenant_id, timer, due)
                select ?, ?, timer, due
                from unnest(?::text[], ?::timestamptz[]) as new (timer, due)
                on conflict (workflow_id, timer) do nothing
                """;
        tx.writeLast(sql, (connection, statement, first) -> {
            statement.setLong(first, workflow.value());
            statement.setLong(first + 1, tenant.value());
            statement.setArray(
                    first + 2,
                    texts(
                            connection,
                            entries,
                            entry -> TimerJson.write(entry.getKey()).toString()));
            statement.setArray(
                    first + 3,
                    texts(connection, entries, entry -> entry.getValue().toString()));
            return first + 4;
        });
    }

    /**
     * Tells workflows of timers that are due, those that are due for longest.
     *
     * @return the workflows, one for each timer
     */
    public List<ExecutionId> fire(Tx tx, int limit) {
        // skip locked: a timer that another node fires is not worth waiting for.
        var sql = """
                with fired as (
                    delete from workflow_timer
                    where (workflow_id, timer) in (
                        select workflow_id, timer
                        from workflow_timer
                        where due <= clock_timestamp()
                        order by due
                        limit ?
                        for update skip locked)
                    returning workflow_id, tenant_id, timer, due
                )
                insert into workflow_input (workflow_id, tenant_id, kind, detail)
                select workflow_id, tenant_id, 'timer', timer::jsonb
                from fired
                order by due, workflow_id
                returning workflow_id
                """;
        return HotSql.query(
                tx, sql, (_, statement) -> statement.setInt(1, limit), row -> new ExecutionId(row.getLong(1)));
    }

    /** How long nothing will be due; nothing when there are no timers. */
    public Optional<Duration> untilNext(Tx tx) {
        return HotSql.query(
                        tx,
                        "select ceil(extract(epoch from min(due) - clock_timestamp()) * 1000)::bigint from workflow_timer",
                        (_, _) -> {},
                        row -> Optional.ofNullable(row.getObject(1, Long.class))
                                .map(left -> Duration.ofMillis(Math.max(0, left))))
                .getFirst();
    }

    /** Forgets what a workflow that has ended waited for, as the last act of the transaction. */
    public void deleteAll(Tx tx, ExecutionId workflow) {
        tx.writeLast("delete from workflow_timer where workflow_id = ?", (_, statement, first) -> {
            statement.setLong(first, workflow.value());
            return first + 1;
        });
    }
}
