package io.attune.worker.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.schema.FlatSchema;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import io.attune.worker.gateway.RunReport.LogTail;
import io.attune.worker.gateway.RunReport.ResultSecret;
import io.attune.worker.output.CapturedStream;
import io.attune.worker.output.OutputParser;
import io.attune.worker.output.OutputParser.Parsed;
import io.attune.worker.output.RunOutput;
import io.attune.worker.process.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The result of a run in the shape of runtime.md §5.6 and packs.md §7. */
final class RunReports {
    private static final int FEW_LINES = 5;

    private RunReports() {}

    /**
     * How a process, or an internal action, ended.
     *
     * @param exitCode −1 when a signal ended it
     * @param stopped why it was asked to stop, or null
     * @param data of a failure that has some (D23), or null
     */
    record Ending(
            int exitCode,
            boolean timedOut,
            StopSignal.@Nullable Reason stopped,
            Duration duration,
            @Nullable JsonNode data) {}

    static RunReport ended(LeasedRun run, Ending ending, RunOutput output) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        var status = ExecutionStatus.FAILED;
        @Nullable String error = null;
        @Nullable JsonNode data = ending.data();
        if (ending.stopped() == StopSignal.Reason.CANCELLED) {
            status = ExecutionStatus.CANCELLED;
            error = "Cancelled by user";
        } else if (ending.stopped() == StopSignal.Reason.WORKER_STOPS) {
            status = ExecutionStatus.ABANDONED;
            error = "The worker was stopped before the run ended";
        } else if (ending.timedOut()) {
            error = "Execution timed out after " + seconds(run.timeout()) + " seconds";
        } else if (ending.exitCode() == 0) {
            switch (OutputParser.parse(run.outputFormat(), output.stdout().raw())) {
                case Parsed.Data parsed -> {
                    status = ExecutionStatus.COMPLETED;
                    data = parsed.value();
                }
                case Parsed.Nothing _ -> status = ExecutionStatus.COMPLETED;
                case Parsed.Invalid invalid ->
                    error = run.secretOutput() == null ? invalid.quoting() : invalid.message();
            }
        }
        var secrets = released(run, data, output);
        if (error == null && status == ExecutionStatus.FAILED) {
            error = failure(ending.exitCode(), output);
        }
        result.put("succeeded", status == ExecutionStatus.COMPLETED);
        if (status == ExecutionStatus.CANCELLED) {
            result.put("cancelled", true);
        }
        result.put("exit_code", ending.exitCode());
        result.put("duration_ms", ending.duration().toMillis());
        if (data != null) {
            var shown = output.mask().apply(secrets.shown());
            result.set("data", shown);
            if (shown.has("queue_ack")) {
                result.set("queue_ack", shown.get("queue_ack"));
            }
        }
        addText(run, result, data != null, output);
        if (ending.timedOut()) {
            result.put("timed_out", true);
        }
        if (error != null) {
            result.put("error", output.mask().apply(error));
        }
        return report(run, status, result, data == null ? List.of() : secrets.secrets(), ending.duration(), output);
    }

    /**
     * Finds the secrets of the output and lets the rest of it be seen. A failed run's output is read for that, too: what it printed before it
     * failed is as secret.
     */
    private static SecretOutput released(LeasedRun run, @Nullable JsonNode data, RunOutput output) {
        if (run.secretOutput() == null) {
            return new SecretOutput(data == null ? NullNode.getInstance() : data, List.of(), Set.of());
        }
        var printed = output.stdout().raw();
        @Nullable JsonNode read = data;
        if (read == null && OutputParser.parse(run.outputFormat(), printed) instanceof Parsed.Data parsed) {
            read = parsed.value();
        }
        var secrets = SecretOutput.of(FlatSchema.of(run.secretOutput()), read == null ? NullNode.getInstance() : read);
        output.release(secrets.texts(), read != null || printed.isBlank());
        return secrets;
    }

    /** A run that never started. */
    static RunReport unstarted(LeasedRun run, ExecutionStatus status, String error, RunOutput output) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.put("succeeded", false);
        if (status == ExecutionStatus.CANCELLED) {
            result.put("cancelled", true);
        }
        result.put("error", output.mask().apply(error));
        return report(run, status, result, List.of(), Duration.ZERO, output);
    }

    private static RunReport report(
            LeasedRun run,
            ExecutionStatus status,
            ObjectNode result,
            List<ResultSecret> secrets,
            Duration duration,
            RunOutput output) {
        return new RunReport(
                run.execution(),
                run.attempt(),
                status,
                result,
                secrets,
                duration,
                tail(output.stdout()),
                tail(output.stderr()));
    }

    private static LogTail tail(CapturedStream stream) {
        return stream.unsent(Integer.MAX_VALUE);
    }

    private static void addText(LeasedRun run, ObjectNode result, boolean parsed, RunOutput output) {
        if (!parsed || run.outputFormat() == OutputFormat.TEXT) {
            var text = output.stdoutText();
            if (!text.isEmpty()) {
                result.put("stdout", text);
            }
        }
        var errors = output.stderrText();
        if (!errors.isBlank()) {
            result.put("stderr", errors);
            result.put("stderr_log", "execution." + run.execution() + ".stderr");
        }
        addTruncation(result, output.stdout());
        addTruncation(result, output.stderr());
    }

    private static void addTruncation(ObjectNode result, CapturedStream stream) {
        if (stream.dropped() > 0) {
            result.put(stream.name().wire() + "_truncated", true);
            result.put(stream.name().wire() + "_bytes_truncated", stream.dropped());
        }
    }

    private static String failure(int exitCode, RunOutput output) {
        var errors = output.stderrText().strip();
        if (errors.isEmpty()) {
            return "Command exited with code " + exitCode;
        }
        return errors.lines().limit(FEW_LINES + 1L).count() <= FEW_LINES
                ? errors
                : errors.substring(errors.lastIndexOf('\n') + 1);
    }

    private static String seconds(Duration timeout) {
        return timeout.toMillisPart() == 0
                ? Long.toString(timeout.toSeconds())
                : Double.toString(timeout.toMillis() / 1000.0);
    }
}
