package io.attune.server.sensor;

import io.attune.model.execution.LogStream;
import io.attune.model.id.SensorId;
import io.attune.store.TenantScope;
import io.attune.store.Transactions;
import io.attune.store.sensor.SensorLogStore;
import io.attune.store.sensor.SensorLogStore.Piece;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Puts the stored pieces of a log together, few of them in memory at a time. */
final class SensorLogText {
    private static final int PIECES = 16;

    private final Transactions transactions;
    private final SensorLogStore logs;
    private final TenantScope scope;
    private final SensorId sensor;
    private final LogStream stream;

    /** @param scope of whoever reads */
    SensorLogText(
            Transactions transactions, SensorLogStore logs, TenantScope scope, SensorId sensor, LogStream stream) {
        this.transactions = transactions;
        this.logs = logs;
        this.scope = scope;
        this.sensor = sensor;
        this.stream = stream;
    }

    /** Whether anything was ever written. */
    boolean exists() {
        return !before(Long.MAX_VALUE, 1).isEmpty();
    }

    /** @param lines how many of the last; 0 for everything */
    void write(OutputStream out, int lines) throws IOException {
        long start = lines == 0 ? 0 : startOfLast(lines);
        long from = before(start + 1, 1).stream().findFirst().map(Piece::start).orElse(0L);
        while (true) {
            long next = from;
            var pieces = transactions.tenant(scope, tx -> logs.read(tx, sensor, stream, next, PIECES));
            if (pieces.isEmpty()) {
                return;
            }
            for (var piece : pieces) {
                int skipped = (int) Math.max(0, start - piece.start());
                out.write(piece.bytes(), skipped, piece.bytes().length - skipped);
            }
            from = pieces.getLast().start() + 1;
        }
    }

    private long startOfLast(int lines) {
        int missing = lines;
        // The line feed at the very end ends the last line and begins none.
        boolean atEnd = true;
        for (var pieces = before(Long.MAX_VALUE, PIECES);
                !pieces.isEmpty();
                pieces = before(pieces.getLast().start(), PIECES)) {
            for (var piece : pieces) {
                for (int i = piece.bytes().length - 1; i >= 0; i--) {
                    if (piece.bytes()[i] == '\n' && !atEnd && --missing == 0) {
                        return piece.start() + i + 1;
                    }
                    atEnd = false;
                }
            }
        }
        return 0;
    }

    /** Newest first. */
    private List<Piece> before(long start, int most) {
        return transactions.tenant(scope, tx -> logs.readBackwards(tx, sensor, stream, start, most));
    }
}
