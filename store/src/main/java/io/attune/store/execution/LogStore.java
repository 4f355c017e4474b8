package io.attune.store.execution;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import io.attune.model.execution.LogStream;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.WorkerId;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What executions print, in pieces keyed by the offset at which they start. Sending a piece again is harmless. */
@Singleton
public final class LogStore {
    private static final int PIECES_PER_READ = 64;

    /** Output of one stream. Not copied: nobody changes the bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Piece(ExecutionId execution, LogStream stream, long offset, byte[] bytes) {}

    // A repeated piece may have grown since it was first sent; it never shrinks what is stored.
    private static final String APPEND = """
            insert into execution_log (execution_id, stream, start_offset, tenant_id, bytes)
            select piece.execution, piece.stream, piece.start_offset, execution.tenant_id, piece.bytes
            from unnest(?::bigint[], ?::text[], ?::bigint[], ?::bytea[]) as piece (execution, stream, start_offset, bytes)
            join execution on execution.id = piece.execution
            where ?::bigint is null or execution.worker_id = ?
            order by piece.execution, piece.stream, piece.start_offset
            on conflict (execution_id, stream, start_offset) do update
            set bytes = excluded.bytes
            where length(execution_log.bytes) < length(excluded.bytes)
            """;

    /** Adds pieces to the logs of executions that were given to the worker, as the last act of the transaction; others are left out. */
    public void append(Tx tx, WorkerId worker, List<Piece> pieces) {
        write(tx, worker.value(), pieces);
    }

    /** As {@link #append(Tx, WorkerId, List)}, where the caller has made sure whose executions they are. */
    public void append(Tx tx, List<Piece> pieces) {
        write(tx, null, pieces);
    }

    private static void write(Tx tx, @Nullable Long worker, List<Piece> pieces) {
        var kept = pieces.stream().filter(piece -> piece.bytes().length > 0).toList();
        if (kept.isEmpty()) {
            return;
        }
        tx.writeLast(APPEND, (connection, statement, first) -> {
            statement.setArray(
                    first, bigints(connection, kept, piece -> piece.execution().value()));
            statement.setArray(
                    first + 1, texts(connection, kept, piece -> piece.stream().wire()));
            statement.setArray(first + 2, bigints(connection, kept, Piece::offset));
            statement.setArray(
                    first + 3,
                    connection.createArrayOf(
                            "bytea", kept.stream().map(Piece::bytes).toArray(byte[][]::new)));
            statement.setObject(first + 4, worker, Types.BIGINT);
            statement.setObject(first + 5, worker, Types.BIGINT);
            return first + 6;
        });
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Stored(long offset, byte[] bytes) {}

    /**
     * Reads output from an offset on.
     *
     * @return at most {@code limit} bytes that follow each other without a gap; empty when there is nothing yet
     */
    public byte[] read(Tx tx, ExecutionId execution, LogStream stream, long offset, int limit) {
        // The piece that holds the offset starts at or before it.
        var sql = """
                select start_offset, bytes
                from execution_log
                where execution_id = ?
                  and stream = ?
                  and start_offset >= coalesce((
                      select max(start_offset)
                      from execution_log
                      where execution_id = ? and stream = ? and start_offset <= ?), 0)
                order by start_offset
                limit ?
                """;
        var pieces = HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, execution.value());
                    statement.setString(2, stream.wire());
                    statement.setLong(3, execution.value());
                    statement.setString(4, stream.wire());
                    statement.setLong(5, offset);
                    statement.setInt(6, PIECES_PER_READ);
                },
                row -> new Stored(row.getLong(1), row.getBytes(2)));
        var read = new ByteArrayOutputStream();
        long position = offset;
        for (var piece : pieces) {
            long end = piece.offset() + piece.bytes().length;
            if (piece.offset() > position || read.size() >= limit) {
                break;
            }
            if (end > position) {
                int from = (int) (position - piece.offset());
                int length = Math.min(piece.bytes().length - from, limit - read.size());
                read.write(piece.bytes(), from, length);
                position += length;
            }
        }
        return read.toByteArray();
    }

    /** All output of a stream up to {@code limit} bytes and up to the first gap. */
    public byte[] readAll(Tx tx, ExecutionId execution, LogStream stream, int limit) {
        var all = new ByteArrayOutputStream();
        while (all.size() < limit) {
            var next = read(tx, execution, stream, all.size(), limit - all.size());
            if (next.length == 0) {
                break;
            }
            all.writeBytes(next);
        }
        return all.toByteArray();
    }

    /** When the stream got its last piece; nothing when it has none. */
    public Optional<Instant> lastWritten(Tx tx, ExecutionId execution, LogStream stream) {
        var sql = "select max(created) from execution_log where execution_id = ? and stream = ?";
        return HotSql.query(
                        tx,
                        sql,
                        (_, statement) -> {
                            statement.setLong(1, execution.value());
                            statement.setString(2, stream.wire());
                        },
                        row -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .getFirst();
    }
}
