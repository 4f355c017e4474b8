package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;

/** What the end of an execution means for the exit code of who waited for it (cli.md §2.4). */
final class Outcome {
    private Outcome() {}

    static boolean ended(JsonNode execution) {
        return ExecutionFilters.TERMINAL.contains(Nodes.text(execution, "status"));
    }

    static ExitCode of(JsonNode execution) {
        return switch (Nodes.text(execution, "status")) {
            case "completed" -> ExitCode.SUCCESS;
            case "cancelled" -> ExitCode.CANCELLED;
            case "timeout" -> ExitCode.TIMED_OUT;
            default -> timedOut(execution) ? ExitCode.TIMED_OUT : ExitCode.FAILURE;
        };
    }

    private static boolean timedOut(JsonNode execution) {
        return execution.path("result").path("timed_out").asBoolean(false)
                || execution.path("workflow_task").path("timed_out").asBoolean(false);
    }
}
