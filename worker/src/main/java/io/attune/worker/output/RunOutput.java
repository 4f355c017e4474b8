package io.attune.worker.output;

import io.attune.model.execution.LogStream;

/** Both output streams of one run and the mask of its secrets. */
public record RunOutput(CapturedStream stdout, CapturedStream stderr, Mask mask) {
    /** {@code stdout} gives way so that both fit into a result (runtime.md §9). */
    private static final int LARGEST_RESULT = 10 << 20;
    /** How much of {@code stderr} a result shows: its end. */
    private static final int STDERR_SHOWN = 64 << 10;

    /**
     * @param stdoutLimit bytes
     * @param stderrLimit bytes
     */
    public RunOutput(Mask mask, int stdoutLimit, int stderrLimit) {
        this(
                new CapturedStream(LogStream.STDOUT, stdoutLimit, mask),
                new CapturedStream(LogStream.STDERR, stderrLimit, mask),
                mask);
    }

    /** The process is over. */
    public void finish() {
        stdout.finish();
        stderr.finish();
    }

    public String stdoutText() {
        int room = LARGEST_RESULT - Math.min(stderr.size(), STDERR_SHOWN) - CapturedStream.NOTICE_ROOM;
        return stdout.size() <= room ? stdout.text() : stdout.text(room);
    }

    public String stderrText() {
        var text = stderr.text();
        return text.length() <= STDERR_SHOWN ? text : text.substring(text.length() - STDERR_SHOWN);
    }
}
