package io.attune.store.sensor;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.WireEnum;
import io.attune.model.catalog.SensorProcessStatus;
import io.attune.model.id.SensorId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.component.Slice;
import io.attune.store.json.JsonNodeBinding;
import io.attune.store.sensor.SensorLeaseStore.Node;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the processes of sensors stand: one row per sensor and node, written by the node. */
@Singleton
public final class SensorProcessStore {
    private static final String COLUMNS = """
            id, sensor_id, sensor_ref, worker_name, status, pid, consecutive_failures, restarts, last_exit_code, last_signal,
            last_started_at, last_stopped_at, next_restart_at, stderr_excerpt, misfit, active_rule_count, last_alerted_failure_count,
            last_alerted_at, created, updated
            """;

    /**
     * A row as it stands.
     *
     * @param misfit why the node may not run the sensor; null when it may
     */
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
            @Nullable String misfit,
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

    /**
     * What happened on a node since it last wrote.
     *
     * @param started whether the process came up
     * @param ending how it ended, if it did; an excerpt of its errors stays until the next end
     * @param alerted whether people are told of the failures in a row
     */
    public record Happened(boolean started, @Nullable Ending ending, boolean alerted) {
        public static final Happened NOTHING = new Happened(false, null, false);
    }

    /** Writes how the sensor stands on the node, in one change for its history; nothing if the sensor is gone. */
    public void put(Tx tx, SensorId sensor, String worker, Standing now, Happened happened) {
        var sql = """
                with happened as (
                    select ?::boolean as started, ?::boolean as ended, ?::boolean as alerted, ?::integer as exit_code, ?::integer as signal,
                        ?::text as excerpt)
                insert into sensor_process as process
                    (tenant_id, sensor_id, sensor_ref, worker_name, status, pid, consecutive_failures, active_rule_count, next_restart_at,
                    last_started_at, last_stopped_at, last_exit_code, last_signal, stderr_excerpt, last_alerted_failure_count,
                    last_alerted_at)
                select sensor.tenant_id, sensor.id, sensor.ref, ?, ?, ?, ?, ?, ?,
                    case when started then now() end, case when ended then now() end, exit_code, signal, excerpt,
                    case when alerted then ? else 0 end, case when alerted then now() end
                from sensor, happened
                where sensor.id = ?
                on conflict (sensor_id, worker_name) do update
                set status = excluded.status,
                    pid = excluded.pid,
                    consecutive_failures = excluded.consecutive_failures,
                    active_rule_count = excluded.active_rule_count,
                    next_restart_at = excluded.next_restart_at,
                    restarts = process.restarts
                        + case when excluded.last_started_at is null or process.last_started_at is null then 0 else 1 end,
                    last_started_at = coalesce(excluded.last_started_at, process.last_started_at),
                    last_exit_code =
                        case when excluded.last_stopped_at is null then process.last_exit_code else excluded.last_exit_code end,
                    last_signal = case when excluded.last_stopped_at is null then process.last_signal else excluded.last_signal end,
                    stderr_excerpt =
                        case when excluded.last_stopped_at is null then process.stderr_excerpt else excluded.stderr_excerpt end,
                    last_stopped_at = coalesce(excluded.last_stopped_at, process.last_stopped_at),
                    last_alerted_failure_count =
                        case
                            when excluded.last_alerted_at is null then process.last_alerted_failure_count
                            else excluded.last_alerted_failure_count
                        end,
                    last_alerted_at = coalesce(excluded.last_alerted_at, process.last_alerted_at),
                    updated = now()
                """;
        var ending = happened.ending();
        var _ = HotSql.update(tx, sql, (_, statement) -> {
            statement.setBoolean(1, happened.started());
            statement.setBoolean(2, ending != null);
            statement.setBoolean(3, happened.alerted());
            statement.setObject(4, ending == null ? null : ending.exitCode(), Types.INTEGER);
            statement.setObject(5, ending == null ? null : ending.signal(), Types.INTEGER);
            statement.setString(6, ending == null ? null : ending.stderrExcerpt());
            statement.setString(7, worker);
            statement.setString(8, now.status().wire());
            statement.setObject(9, now.pid(), Types.BIGINT);
            statement.setInt(10, now.consecutiveFailures());
            statement.setInt(11, now.activeRuleCount());
            statement.setTimestamp(12, timestamp(now.nextRestartAt()));
            statement.setInt(13, now.consecutiveFailures());
            statement.setLong(14, sensor.value());
        });
    }

    /** Writes for which sensors a node is not fit, and why; all others it may run. */
    public void setMisfits(Tx tx, String worker, Map<SensorId, String> reasons) {
        Collection<Map.Entry<SensorId, String>> entries = reasons.entrySet();
        var sql = """
                with misfit as (
                    select sensor_id, reason
                    from unnest(?::bigint[], ?::text[]) as misfit (sensor_id, reason)
                ), fit as (
                    update sensor_process
                    set misfit = null, updated = now()
                    where worker_name = ? and misfit is not null and sensor_id not in (select sensor_id from misfit)
                )
                insert into sensor_process as process (tenant_id, sensor_id, sensor_ref, worker_name, status, misfit)
                select sensor.tenant_id, sensor.id, sensor.ref, ?, 'stopped', misfit.reason
                from misfit
                join sensor on sensor.id = misfit.sensor_id
                order by sensor.id
                on conflict (sensor_id, worker_name) do update
                set misfit = excluded.misfit, updated = now()
                where process.misfit is distinct from excluded.misfit
                """;
        var _ = HotSql.update(tx, sql, (connection, statement) -> {
            statement.setArray(
                    1,
                    HotSql.bigints(connection, entries, entry -> entry.getKey().value()));
            statement.setArray(2, HotSql.texts(connection, entries, Map.Entry::getValue));
            statement.setString(3, worker);
            statement.setString(4, worker);
        });
    }

    /** Sets to stopped what other nodes left behind, if the node still holds the lease. */
    public void stopElsewhere(Tx tx, SensorId sensor, Node node) {
        var sql = """
                update sensor_process
                set status = 'stopped', pid = null, next_restart_at = null, last_stopped_at = now(), updated = now()
                where sensor_id = ? and worker_name <> ? and status <> 'stopped'
                  and exists (
                    select from sensor_lease
                    where sensor_lease.sensor_id = sensor_process.sensor_id and holder = ? and incarnation = ?)
                """;
        var _ = HotSql.update(tx, sql, (_, statement) -> {
            statement.setLong(1, sensor.value());
            statement.setString(2, node.name());
            statement.setString(3, node.name());
            statement.setObject(4, node.incarnation());
        });
    }

    /**
     * One change of a row of {@code sensor_process}.
     *
     * @param operation {@code INSERT} or {@code UPDATE}
     * @param oldValues of the fields that changed; null for an insert
     */
    public record Change(
            Instant time,
            String operation,
            long process,
            String sensorRef,
            List<String> changedFields,
            @Nullable JsonNode oldValues,
            JsonNode newValues) {}

    /** The changes of a sensor's processes, newest first, and one more than the slice has room for. */
    public List<Change> history(Tx tx, SensorId sensor, Slice slice) {
        var sql = """
                select time, operation, entity_id, entity_ref, changed_fields, old_values, new_values
                from sensor_process_history
                where sensor_id = ?
                order by time desc, id desc
                limit ? offset ?
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, sensor.value());
                    statement.setInt(2, slice.limit() + 1);
                    statement.setLong(3, slice.offset());
                },
                row -> new Change(
                        row.getTimestamp("time").toInstant(),
                        row.getString("operation"),
                        row.getLong("entity_id"),
                        row.getString("entity_ref"),
                        List.of((String[]) row.getArray("changed_fields").getArray()),
                        json(row.getString("old_values")),
                        Objects.requireNonNull(json(row.getString("new_values")))));
    }

    private static @Nullable JsonNode json(@Nullable String stored) {
        return stored == null ? null : JsonNodeBinding.tree(stored);
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
                row.getString("misfit"),
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
