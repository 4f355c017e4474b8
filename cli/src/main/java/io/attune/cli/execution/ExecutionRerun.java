package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rerun",
        description = "run an execution again, with its parameters and their secrets",
        footer = {
            "",
            "Examples:",
            "  attune execution rerun 42 --wait",
            "  attune execution rerun 42 --from failed",
            "  attune execution rerun 42 --from deploy --params-json '{\"version\": \"1.2\"}'"
        })
final class ExecutionRerun extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            description = "where a workflow begins: start, failed, or a task; what comes before is kept")
    @Nullable
    String from;

    @Option(names = "--params-json", paramLabel = "JSON", description = "parameters that differ, @file or @-")
    @Nullable
    String paramsJson;

    @Option(
            names = {"-w", "--watch"},
            description = "show output until the run ends; exit code is its outcome")
    boolean watch;

    @Option(names = "--wait", description = "wait silently until the run ends; exit code is its outcome")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "300",
            description = "longest wait (default 300 s)")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String timeout;

    @Override
    protected ExitCode run(Call call) {
        var longest = Durations.parse(timeout);
        var request = Nodes.object();
        if (from != null) {
            request.put("from", from);
        }
        if (paramsJson != null) {
            request.set("parameters", JsonInput.object(call, "--params-json", paramsJson));
        }
        JsonNode started =
                call.client().send("POST", "/executions/" + References.execution(call, id) + "/rerun", request);
        long made = started.path("id").asLong();
        if (!watch && !wait) {
            call.output().object(started, ExecutionColumns.STARTED, "id");
            call.output().say("Follow it: attune execution watch " + made);
            return ExitCode.SUCCESS;
        }
        return new ExecutionWatch(call, made, watch, false, false).until(longest);
    }
}
