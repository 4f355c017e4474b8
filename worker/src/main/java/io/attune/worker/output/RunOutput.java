package io.attune.worker.output;

import io.attune.model.execution.LogStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Both output streams of one run and the mask of its secrets. */
public final class RunOutput {
    /** {@code stdout} gives way so that both fit into a result (runtime.md §9). */
    private static final int LARGEST_RESULT = 10 << 20;
    /** How much of {@code stderr} a result shows: its end. */
    private static final int STDERR_SHOWN = 64 << 10;

    private static final String CONCEALED =
            "[withheld: the output schema of the action declares secrets, and this output could not be read as data]\n";

    private final List<String> secrets;
    private final CapturedStream stdout;
    private final CapturedStream stderr;
    /** Set by the thread of the run. */
    private volatile Mask mask;

    /**
     * @param secrets texts that must not be seen
     * @param stdoutLimit bytes
     * @param stderrLimit bytes
     * @param withheld whether nothing is to be seen before {@link #release}
     */
    public RunOutput(Collection<String> secrets, int stdoutLimit, int stderrLimit, boolean withheld) {
        this.secrets = List.copyOf(secrets);
        this.mask = Mask.of(secrets);
        this.stdout = new CapturedStream(LogStream.STDOUT, stdoutLimit, mask, withheld);
        this.stderr = new CapturedStream(LogStream.STDERR, stderrLimit, mask, withheld);
    }

    public CapturedStream stdout() {
        return stdout;
    }

    public CapturedStream stderr() {
        return stderr;
    }

    public Mask mask() {
        return mask;
    }

    /** The process is over. */
    public void finish() {
        stdout.finish();
        stderr.finish();
    }

    /**
     * Lets output be seen that was withheld because it may hold secrets of its own.
     *
     * @param found those secrets
     * @param readable whether all of them are known; if not, standard output stays hidden
     */
    public void release(Collection<String> found, boolean readable) {
        var all = new ArrayList<>(secrets);
        all.addAll(found);
        mask = Mask.of(all);
        if (!readable) {
            stdout.replace(CONCEALED);
        }
        stdout.release(mask);
        stderr.release(mask);
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
