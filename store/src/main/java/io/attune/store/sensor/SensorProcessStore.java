package io.attune.store.sensor;

import io.attune.model.WireEnum;
import io.attune.model.catalog.SensorProcessStatus;
import io.attune.model.id.SensorId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the processes of sensors stand: one row per sensor and node, written by the node. */
@Singleton
public final class SensorProcessStore {
    private static final String COLUMNS = """
            id, sensor_id, sensor_ref, worker_name, status, pid, consecutive_failures, restarts, last_exit_code, last_signal,
            last_started_at, last_stopped_at, next_restart_at, stderr_excerpt, active_rule_count, last_alerted_failure_count,
            last_alerted_at, created, updated
            """;

    /** A row as it stands. */
    public record SensorProcess(
            long id,
            SensorId sensor,
            String sensorRef,
            String workerName,
            SensorProcessStatus status,
            @Nullable Long pid,
            int consecutiveFailures,
            long restarts,
            @Nullable Integer lastExitCode,
            @Nullable Integer lastSignal,
            @Nullable Instant lastStartedAt,
            @Nullable Instant lastStoppedAt,
            @Nullable Instant nextRestartAt,
            @Nullable String stderrExcerpt,
            int activeRuleCount,
            int lastAlertedFailureCount,
            @Nullable Instant lastAlertedAt,
            Instant created,
            Instant updated) {}

    /**
     * What a node says now.
     *
     * @param pid of a running process, else null
     * @param nextRestartAt of one that is tried again, else null
     */
    public record Standing(
            SensorProcessStatus status,
            @Nullable Long pid,
            int consecutiveFailures,
            int activeRuleCount,
            @Nullable Instant nextRestartAt) {}

    /** How a process ended. Exit code and signal are null for one that never came up. */
    public record Ending(
            @Nullable Integer exitCode,
            @Nullable Integer signal,
            @Nullable String stderrExcerpt) {}

    /** Writes how the sensor stands on the node; nothing if the sensor is gone. */
    public void put(Tx tx, SensorId sensor, String worker, Standing now) {
        var sql = """
                insert into sensor_process
                    (tenant_id, sensor_id, sensor_ref, worker_name, status, pid, consecutive_failures, active_rule_count, next_restart_at)
                select tenant_id, id, ref, ?, ?, ?, ?, ?, ? from sensor where id = ?
                on conflict (sensor_id, worker_name) do update
                set status = excluded.status,
                    pid = excluded.pid,
                    consecutive_failures = excluded.consecutive_failures,
                    active_rule_count = excluded.active_rule_count,
                    next_restart_at = excluded.next_restart_at,
                    updated = now()
                """;
        var _ = HotSql.update(tx, sql, (_, statement) -> {
            statement.setString(1, worker);
            statement.setString(2, now.status().wire());
            statement.setObject(3, now.pid(), Types.BIGINT);
            statement.setInt(4, now.consecutiveFailures());
            statement.setInt(5, now.activeRuleCount());
            statement.setTimestamp(6, timestamp(now.nextRestartAt()));
            statement.setLong(7, sensor.value());
        });
    }

    /** Notes that the process came up. */
    public void started(Tx tx, SensorId sensor, String worker) {
        change(tx, sensor, worker, """
                update sensor_process
                set restarts = restarts + case when last_started_at is null then 0 else 1 end, last_started_at = now()
                where sensor_id = ? and worker_name = ?""");
    }

    /** Notes how the process ended; an excerpt of its errors stays until the next end. */
    public void ended(Tx tx, SensorId sensor, String worker, Ending ending) {
        var sql = """
                update sensor_process
                set last_exit_code = ?, last_signal = ?, stderr_excerpt = ?, last_stopped_at = now()
                where sensor_id = ? and worker_name = ?
                """;
        var _ = HotSql.update(tx, sql, (_, statement) -> {
            statement.setObject(1, ending.exitCode(), Types.INTEGER);
            statement.setObject(2, ending.signal(), Types.INTEGER);
            statement.setString(3, ending.stderrExcerpt());
            statement.setLong(4, sensor.value());
            statement.setString(5, worker);
        });
    }

    /** Notes that people were told of the failures in a row. */
    public void alerted(Tx tx, SensorId sensor, String worker) {
        change(tx, sensor, worker, """
                update sensor_process
                set last_alerted_failure_count = consecutive_failures, last_alerted_at = now()
                where sensor_id = ? and worker_name = ?""");
    }

    /** Sets to stopped what other nodes left behind: called by the node that holds the lease. */
    public void stopElsewhere(Tx tx, SensorId sensor, String worker) {
        change(tx, sensor, worker, """
                update sensor_process
                set status = 'stopped', pid = null, next_restart_at = null, last_stopped_at = now(), updated = now()
                where sensor_id = ? and worker_name <> ? and status <> 'stopped'""");
    }

    private static void change(Tx tx, SensorId sensor, String worker, String sql) {
        var _ = HotSql.update(tx, sql, (_, statement) -> {
            statement.setLong(1, sensor.value());
            statement.setString(2, worker);
        });
    }

    /** Every node's row of a sensor, by the node's name. */
    public List<SensorProcess> list(Tx tx, SensorId sensor) {
        var sql = "select " + COLUMNS + " from sensor_process where sensor_id = ? order by worker_name";
        return HotSql.query(
                tx, sql, (_, statement) -> statement.setLong(1, sensor.value()), SensorProcessStore::process);
    }

    private static SensorProcess process(ResultSet row) throws SQLException {
        var status = row.getString("status");
        return new SensorProcess(
                row.getLong("id"),
                new SensorId(row.getLong("sensor_id")),
                row.getString("sensor_ref"),
                row.getString("worker_name"),
                WireEnum.find(SensorProcessStatus.class, status)
                        .orElseThrow(() -> new IllegalStateException("unknown status " + status)),
                row.getObject("pid", Long.class),
                row.getInt("consecutive_failures"),
                row.getLong("restarts"),
                row.getObject("last_exit_code", Integer.class),
                row.getObject("last_signal", Integer.class),
                instant(row, "last_started_at"),
                instant(row, "last_stopped_at"),
                instant(row, "next_restart_at"),
                row.getString("stderr_excerpt"),
                row.getInt("active_rule_count"),
                row.getInt("last_alerted_failure_count"),
                instant(row, "last_alerted_at"),
                row.getTimestamp("created").toInstant(),
                row.getTimestamp("updated").toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }
}
