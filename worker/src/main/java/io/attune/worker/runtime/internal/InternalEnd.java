package io.attune.worker.runtime.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How an internal action ended, in the words of a process.
 *
 * @param data of a failure that has some (D23); data of a success is in {@code stdout}
 */
public record InternalEnd(
        int exitCode,
        boolean timedOut,
        String stdout,
        String stderr,
        @Nullable ObjectNode data) {
    static InternalEnd printed(String stdout) {
        return new InternalEnd(0, false, stdout, "", null);
    }

    static InternalEnd failed(int exitCode, String stdout, String error) {
        return new InternalEnd(exitCode, false, stdout, error, null);
    }

    /** Stopped by a signal or by the clock. */
    static InternalEnd stopped(boolean timedOut, String stdout) {
        return new InternalEnd(-1, timedOut, stdout, "", null);
    }
}
