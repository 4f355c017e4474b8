package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.parameter.ParameterSchema;
import io.attune.cli.parameter.Questions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "  attune execution rerun 42 --from deploy --param version=1.2",
            "  attune execution rerun 42 --interactive"
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

    @Option(
            names = {"-i", "--interactive"},
            description = "ask for each parameter; what is left out stays as it was")
    boolean interactive;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "a parameter that differs; the value may be @file or @-")
    List<String> params = List.of();

    @Option(
            names = "--params-json",
            paramLabel = "JSON",
            description = "all parameters, in place of the earlier ones, as a JSON object, @file or @-")
    @Nullable
    String paramsJson;

    @Mixin
    private final PlacementOptions placement = new PlacementOptions();

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

    @Mixin
    final OldOptions old = new OldOptions();

    @Override
    protected ExitCode run(Call call) {
        if (paramsJson != null && (interactive || !params.isEmpty())) {
            throw Failure.usage("--params-json excludes --param and --interactive", null);
        }
        var longest = Durations.parse(timeout);
        long earlier = References.execution(call, id);
        var request = Nodes.object();
        if (from != null) {
            request.put("from", from);
        }
        if (paramsJson != null) {
            request.set("parameters", JsonInput.object(call, "--params-json", paramsJson));
            request.put("replace_parameters", true);
        } else if (interactive || !params.isEmpty()) {
            request.set("parameters", differing(call, earlier));
        }
        placement.addTo(call, request);
        JsonNode started = call.client().send("POST", "/executions/" + earlier + "/rerun", request);
        long made = started.path("id").asLong();
        if (!watch && !wait) {
            call.output().object(started, ExecutionColumns.STARTED, "id");
            call.output().say("Follow it: attune execution watch " + made);
            return ExitCode.SUCCESS;
        }
        return new ExecutionWatch(call, made, watch, false, false).until(longest);
    }

    private ObjectNode differing(Call call, long earlier) {
        JsonNode execution = call.client().get("/executions/" + earlier);
        var schema = ParameterSchema.ofAction(call, Nodes.text(execution, "action_ref"));
        ObjectNode differing = schema.values(call, params, "is not a parameter");
        if (interactive) {
            new Questions(schema, execution.path("config"), "--param or --params-json").ask(call, differing);
        }
        return differing;
    }
}
