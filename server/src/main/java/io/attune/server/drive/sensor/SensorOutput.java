package io.attune.server.drive.sensor;

import io.attune.model.execution.LogStream;
import io.attune.worker.output.Mask;
import io.attune.worker.process.OutputSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** One stream of a sensor on its way into the log, masked. What the log cannot take in time is dropped and counted. Thread-safe. */
final class SensorOutput implements OutputSink {
    private static final int LIMIT = 4 << 20;
    private static final int PIECE = 256 << 10;
    /** How many pieces may wait at a time. */
    static final int MOST_PIECES = LIMIT / PIECE;

    private static final int EXCERPT_BYTES = 16 << 10;
    private static final int EXCERPT_LINES = 80;

    private final LogStream name;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private final StringBuilder end = new StringBuilder();
    private Mask.Stream masked = Mask.of(List.of()).stream();
    private long dropped;

    SensorOutput(LogStream name) {
        this.name = name;
    }

    LogStream name() {
        return name;
    }

    /** Hides these from now on. */
    synchronized void hide(List<String> secrets) {
        finish();
        masked = Mask.of(secrets).stream();
    }

    @Override
    public synchronized void accept(byte[] bytes, int length) {
        if (waiting.size() + length > LIMIT) {
            dropped += length;
            return;
        }
        masked.pass(bytes, length, passed);
        keepPassed();
    }

    private void keepPassed() {
        byte[] bytes = passed.toByteArray();
        passed.reset();
        waiting.writeBytes(bytes);
        end.append(new String(bytes, StandardCharsets.UTF_8));
        end.delete(0, Math.max(0, end.length() - EXCERPT_BYTES));
    }

    /** Adds a line of the platform's own. */
    synchronized void note(String text) {
        passed.writeBytes(("[attune] " + text + "\n").getBytes(StandardCharsets.UTF_8));
        keepPassed();
    }

    /** The next piece of what the log lacks; it is taken by this. Empty when it lacks nothing. */
    synchronized byte[] take() {
        if (dropped > 0) {
            note(dropped + " bytes were written too fast and are not kept");
            dropped = 0;
        }
        byte[] bytes = waiting.toByteArray();
        waiting.reset();
        if (bytes.length <= PIECE) {
            return bytes;
        }
        waiting.write(bytes, PIECE, bytes.length - PIECE);
        return Arrays.copyOf(bytes, PIECE);
    }

    /** Gives back what could not be written. */
    synchronized void putBack(byte[] bytes) {
        byte[] later = waiting.toByteArray();
        waiting.reset();
        waiting.writeBytes(bytes);
        waiting.writeBytes(later);
    }

    /** Nothing follows. */
    synchronized void finish() {
        masked.finish(passed);
        keepPassed();
    }

    /** The last lines, at most 80 lines and 16 KiB (runtime.md §12). */
    synchronized String excerpt() {
        var lines = end.toString().replace("\u0000", "").lines().toList();
        return lines.stream().skip(Math.max(0, lines.size() - EXCERPT_LINES)).collect(Collectors.joining("\n"));
    }
}
