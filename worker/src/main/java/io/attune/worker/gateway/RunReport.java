package io.attune.worker.gateway;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import java.util.List;

/**
 * How a run ended.
 *
 * @param status {@code completed}, {@code failed} (time-outs too, D4), {@code cancelled}, or {@code abandoned} (the worker had to stop)
 * @param result as in runtime.md §5.6 and packs.md §7, with markers where secrets were
 * @param secrets what belongs there
 * @param stdoutTail log bytes not yet sent by {@code appendLog}, with the offset at which they start; stored together with the end
 */
public record RunReport(
        long execution,
        int attempt,
        ExecutionStatus status,
        ObjectNode result,
        @JsonSetter(nulls = Nulls.AS_EMPTY) List<ResultSecret> secrets,
        Duration duration,
        LogTail stdoutTail,
        LogTail stderrTail) {
    public RunReport {
        secrets = List.copyOf(secrets);
    }

    /**
     * A secret value of a result, for the platform to seal.
     *
     * @param path JSON pointer of its marker in the result
     */
    public record ResultSecret(String path, JsonNode value) {
        @Override
        public String toString() {
            return "ResultSecret[" + path + "]";
        }
    }

    /** Output that was still unsent when the run ended; {@code bytes} may be empty. Not copied: nobody changes it afterwards. */
    @SuppressWarnings("ArrayRecordComponent")
    public record LogTail(long offset, byte[] bytes) {
        public static final LogTail NONE = new LogTail(0, new byte[0]);
    }
}
