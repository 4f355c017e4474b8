package io.attune.server.sensor;

import io.attune.model.execution.LogStream;
import io.attune.model.id.SensorId;
import io.attune.store.Tx;
import io.attune.store.sensor.SensorLogStore;
import io.attune.store.sensor.SensorLogStore.Piece;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Puts the stored pieces of a log together. Empty when nothing was ever written. */
final class SensorLogText {
    private static final int PIECES = 64;

    private SensorLogText() {}

    static Optional<byte[]> whole(Tx tx, SensorLogStore logs, SensorId sensor, LogStream stream) {
        var text = new ByteArrayOutputStream();
        List<Piece> pieces = logs.read(tx, sensor, stream, 0, PIECES);
        if (pieces.isEmpty()) {
            return Optional.empty();
        }
        while (!pieces.isEmpty()) {
            pieces.forEach(piece -> text.writeBytes(piece.bytes()));
            pieces = logs.read(tx, sensor, stream, pieces.getLast().start() + 1, PIECES);
        }
        return Optional.of(text.toByteArray());
    }

    /** @param lines at least 1 */
    static Optional<byte[]> lastLines(Tx tx, SensorLogStore logs, SensorId sensor, LogStream stream, int lines) {
        Deque<byte[]> kept = new ArrayDeque<>();
        long before = Long.MAX_VALUE;
        int missing = lines;
        boolean last = true;
        while (missing >= 0) {
            var pieces = logs.readBackwards(tx, sensor, stream, before, PIECES);
            if (pieces.isEmpty()) {
                break;
            }
            for (var piece : pieces) {
                byte[] bytes = piece.bytes();
                int from = bytes.length;
                // The line feed at the very end ends the last line and begins none.
                while (from > 0 && missing >= 0) {
                    from--;
                    if (bytes[from] == '\n' && !last && --missing == 0) {
                        from++;
                        missing = -1;
                    }
                    last = false;
                }
                kept.addFirst(Arrays.copyOfRange(bytes, from, bytes.length));
                if (missing < 0) {
                    break;
                }
            }
            before = pieces.getLast().start();
        }
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        var text = new ByteArrayOutputStream();
        kept.forEach(text::writeBytes);
        return Optional.of(text.toByteArray());
    }
}
