package io.attune.worker.output;

import io.attune.model.execution.LogStream;
import io.attune.worker.gateway.RunReport.LogTail;
import io.attune.worker.process.OutputSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One output stream of one run (runtime.md §9): the first bytes as they came, for the result, and the masked bytes that the log still lacks.
 * Whatever exceeds the limit is counted and dropped, so that the process never waits for us. Thread-safe.
 */
public final class CapturedStream implements OutputSink {
    /** Set aside from the limit for the notice. */
    public static final int NOTICE_ROOM = 128;

    private final LogStream name;
    private final int limit;
    private Mask mask;
    private Mask.Stream masked;
    private boolean withheld;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream(256);
    private ByteArrayOutputStream unsent = new ByteArrayOutputStream(256);
    private long sent;
    private long dropped;
    private boolean finished;

    /**
     * @param limit bytes, notice included; above {@link #NOTICE_ROOM}
     * @param withheld whether the log gets nothing before {@link #release}
     */
    CapturedStream(LogStream name, int limit, Mask mask, boolean withheld) {
        this.name = name;
        this.limit = limit - NOTICE_ROOM;
        this.mask = mask;
        this.masked = mask.stream();
        this.withheld = withheld;
    }

    @Override
    public synchronized void accept(byte[] bytes, int length) {
        int room = Math.min(length, limit - kept.size());
        kept.write(bytes, 0, room);
        if (!withheld) {
            masked.pass(bytes, room, unsent);
        }
        if (room < length) {
            if (dropped == 0 && !withheld) {
                cut();
            }
            dropped += length - room;
        }
    }

    private void cut() {
        masked.cut();
        unsent.writeBytes(notice().getBytes(StandardCharsets.UTF_8));
    }

    /** What was withheld may be seen, but for the secrets of {@code known}. The process is over. */
    synchronized void release(Mask known) {
        mask = known;
        masked = mask.stream();
        withheld = false;
        byte[] bytes = kept.toByteArray();
        masked.pass(bytes, bytes.length, unsent);
        if (dropped > 0) {
            cut();
        } else {
            masked.finish(unsent);
        }
    }

    /** Nothing of what was withheld will ever be seen, but this text. */
    synchronized void replace(String text) {
        kept.reset();
        kept.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private String notice() {
        return "\n... (output truncated)\n[OUTPUT TRUNCATED: " + name.wire() + " exceeded size limit]\n";
    }

    /** The process is over: nothing is held back any longer. */
    public synchronized void finish() {
        if (!finished && !withheld) {
            finished = true;
            masked.finish(unsent);
        }
    }

    /** What was kept, unmasked, without notice; bytes that are not UTF-8 are replaced. */
    public synchronized String raw() {
        return clean(kept.toString(StandardCharsets.UTF_8));
    }

    /** What may be shown: masked, with the notice when something was dropped. */
    public synchronized String text() {
        return text(limit);
    }

    /** As {@link #text()}, but of the first {@code most} bytes only. */
    synchronized String text(int most) {
        var bytes = kept.toByteArray();
        boolean cut = dropped > 0 || bytes.length > most;
        var out = new ByteArrayOutputStream(bytes.length);
        var stream = mask.stream();
        stream.pass(bytes, Math.min(bytes.length, Math.max(0, most)), out);
        if (cut) {
            stream.cut();
        } else {
            stream.finish(out);
        }
        var shown = clean(out.toString(StandardCharsets.UTF_8));
        return cut ? shown + notice() : shown;
    }

    /** PostgreSQL stores no NUL in texts. */
    private static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** Bytes that were dropped. */
    public synchronized long dropped() {
        return dropped;
    }

    synchronized int size() {
        return kept.size();
    }

    /** What the log lacks, at most {@code most} bytes: from the same offset until {@link #acknowledge}, more of them if more came. */
    public synchronized LogTail unsent(int most) {
        if (unsent.size() == 0) {
            return new LogTail(sent, LogTail.NONE.bytes());
        }
        byte[] all = unsent.toByteArray();
        return new LogTail(sent, all.length <= most ? all : Arrays.copyOf(all, most));
    }

    /** The log has the bytes of {@code piece}. */
    public synchronized void acknowledge(LogTail piece) {
        int count = piece.bytes().length;
        byte[] all = unsent.toByteArray();
        unsent = new ByteArrayOutputStream(256);
        unsent.writeBytes(Arrays.copyOfRange(all, count, all.length));
        sent += count;
    }

    public LogStream name() {
        return name;
    }
}
