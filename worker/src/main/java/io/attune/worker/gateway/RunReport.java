package io.attune.worker.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;

/**
 * How a run ended.
 *
 * @param status {@code completed}, {@code failed} (time-outs too, D4), {@code cancelled}, or {@code abandoned} (the worker had to stop)
 * @param result as in runtime.md §5.6 and packs.md §7
 * @param stdoutTail log bytes not yet sent by {@code appendLog}, with the offset at which they start; stored together with the end
 */
public record RunReport(
        long execution,
        int attempt,
        ExecutionStatus status,
        ObjectNode result,
        Duration duration,
        LogTail stdoutTail,
        LogTail stderrTail) {

    /** Output that was still unsent when the run ended; {@code bytes} may be empty. Not copied: nobody changes it afterwards. */
    @SuppressWarnings("ArrayRecordComponent")
    public record LogTail(long offset, byte[] bytes) {
        public static final LogTail NONE = new LogTail(0, new byte[0]);
    }
}
