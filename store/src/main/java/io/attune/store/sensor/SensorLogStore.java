package io.attune.store.sensor;

import io.attune.model.execution.LogStream;
import io.attune.model.id.SensorId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * What sensors write. A stream is cut into versions of {@link #VERSION_BYTES}; the newest ones are kept. Pieces are written by the one node
 * that runs the sensor.
 */
@Singleton
public final class SensorLogStore {
    public static final int VERSION_BYTES = 10 << 20;

    /**
     * Adds to the end of a stream and drops what is too old; nothing if the sensor is gone.
     *
     * @param versions how many to keep
     */
    public void append(Tx tx, SensorId sensor, LogStream stream, byte[] bytes, int versions) {
        var insert = """
                insert into sensor_log (sensor_id, stream, start_offset, tenant_id, bytes)
                select sensor.id, ?, coalesce(newest.start_offset + length(newest.bytes), 0), sensor.tenant_id, ?
                from sensor
                left join lateral (
                    select start_offset, bytes from sensor_log
                    where sensor_id = sensor.id and stream = ?
                    order by start_offset desc
                    limit 1) as newest on true
                where sensor.id = ?
                returning start_offset
                """;
        var starts = HotSql.query(
                tx,
                insert,
                (_, statement) -> {
                    statement.setString(1, stream.wire());
                    statement.setBytes(2, bytes);
                    statement.setString(3, stream.wire());
                    statement.setLong(4, sensor.value());
                },
                row -> row.getLong(1));
        for (long start : starts) {
            long oldest = (start / VERSION_BYTES - versions + 1) * VERSION_BYTES;
            if (oldest > 0) {
                var delete = "delete from sensor_log where sensor_id = ? and stream = ? and start_offset < ?";
                var _ = HotSql.update(tx, delete, (_, statement) -> {
                    statement.setLong(1, sensor.value());
                    statement.setString(2, stream.wire());
                    statement.setLong(3, oldest);
                });
            }
        }
    }

    /** The pieces of a stream that follow one, oldest first. */
    public List<Piece> read(Tx tx, SensorId sensor, LogStream stream, long from, int most) {
        var sql = """
                select start_offset, bytes from sensor_log
                where sensor_id = ? and stream = ? and start_offset >= ?
                order by start_offset
                limit ?
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, sensor.value());
                    statement.setString(2, stream.wire());
                    statement.setLong(3, from);
                    statement.setInt(4, most);
                },
                row -> new Piece(row.getLong(1), row.getBytes(2)));
    }

    /** The pieces of a stream before one, newest first. */
    public List<Piece> readBackwards(Tx tx, SensorId sensor, LogStream stream, long before, int most) {
        var sql = """
                select start_offset, bytes from sensor_log
                where sensor_id = ? and stream = ? and start_offset < ?
                order by start_offset desc
                limit ?
                """;
        return HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, sensor.value());
                    statement.setString(2, stream.wire());
                    statement.setLong(3, before);
                    statement.setInt(4, most);
                },
                row -> new Piece(row.getLong(1), row.getBytes(2)));
    }

    /** @param bytes not copied */
    @SuppressWarnings("ArrayRecordComponent")
    public record Piece(long start, byte[] bytes) {}
}
