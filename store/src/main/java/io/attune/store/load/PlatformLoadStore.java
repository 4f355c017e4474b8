package io.attune.store.load;

import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Counts what is there, for the metrics of operators. */
@Singleton
public final class PlatformLoadStore {
    // LIMIT: the queue is counted row by row, which takes some tenths of a second when a million executions wait.
    private static final String LOAD = """
            with queue as (
                select count(*) as queued, min(ready_at) as first
                from run_queue
                where ready_at <= now()
            ),
            active as (
                select count(*) filter (where status = 'scheduled') as scheduled,
                    count(*) filter (where status = 'running') as running,
                    count(*) filter (where status = 'canceling') as canceling
                from execution
                where ended_at is null
                  and status in ('scheduled', 'running', 'canceling')
            ),
            line as (
                select count(*) as held, min(execution.created) as first
                from admission
                join execution on execution.id = admission.execution_id
                where admission.waiting
            ),
            clock as (
                select count(*) as timers, min(next_fire_at) as first
                from timer
                where next_fire_at is not null
            ),
            watch as (
                select count(*) as sensors
                from sensor_process
                where status = 'running'
            ),
            crew as (
                select count(*) as workers, min(last_heartbeat) as first
                from worker
                where status in ('active', 'busy')
            )
            select queued, extract(epoch from now() - queue.first),
                scheduled, running, canceling,
                held, extract(epoch from now() - line.first),
                timers, extract(epoch from now() - clock.first),
                sensors,
                workers, extract(epoch from now() - crew.first)
            from queue, active, line, clock, watch, crew
            """;

    public PlatformLoad read(Tx tx) {
        return HotSql.query(tx, LOAD, (_, _) -> {}, PlatformLoadStore::load).getFirst();
    }

    private static PlatformLoad load(ResultSet row) throws SQLException {
        return new PlatformLoad(
                row.getLong(1),
                age(row, 2),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                age(row, 7),
                row.getLong(8),
                age(row, 9),
                row.getLong(10),
                row.getLong(11),
                age(row, 12));
    }

    /** Of nothing, and of what is still to come, zero. */
    private static Duration age(ResultSet row, int column) throws SQLException {
        return Duration.ofMillis(Math.max(0, Math.round(row.getDouble(column) * 1_000)));
    }
}
