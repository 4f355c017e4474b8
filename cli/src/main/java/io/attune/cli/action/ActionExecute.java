package io.attune.cli.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.References;
import io.attune.cli.execution.ExecutionColumns;
import io.attune.cli.execution.ExecutionWatch;
import io.attune.cli.execution.OldOptions;
import io.attune.cli.execution.PlacementOptions;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.parameter.ParameterSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "execute",
        description = "start an action",
        footer = {
            "",
            "Examples:",
            "  attune action execute core.echo --param message=hello --wait",
            "  attune run core.http_request url=https://example.com --watch"
        })
public class ActionExecute extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "ACTION", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Parameters(index = "1..*", paramLabel = "NAME=VALUE", description = "parameters")
    List<String> pairs = List.of();

    @Option(names = "--param", paramLabel = "NAME=VALUE", description = "a parameter; the value may be @file or @-")
    List<String> params = List.of();

    @Option(names = "--params-json", paramLabel = "JSON", description = "all parameters as a JSON object, @file or @-")
    @Nullable
    String paramsJson;

    @Option(
            names = "--params-file",
            paramLabel = "FILE",
            description = "all parameters from a JSON or YAML file, - for standard input")
    @Nullable
    String paramsFile;

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "environment variable of the run; not for secrets")
    Map<String, String> env = Map.of();

    @Mixin
    private final PlacementOptions placement = new PlacementOptions();

    @Option(
            names = "--as-permission-set",
            paramLabel = "REF",
            description = "what the run may do through the API; may be repeated")
    List<String> permissionSets = List.of();

    @Option(names = "--help-params", description = "show the action's parameters instead of starting it")
    boolean helpParams;

    @Option(
            names = {"-w", "--watch", "-f", "--follow"},
            description = "show output until the run ends; exit code is its outcome")
    boolean watch;

    @Option(names = "--wait", description = "wait silently until the run ends; exit code is its outcome")
    boolean wait;

    @Option(names = "--result-only", description = "with --wait or --watch: print only the result")
    boolean resultOnly;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "300",
            description = "longest wait (default 300 s)")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String timeout;

    @Option(
            names = "--fail-on-inquiry",
            description = "with --wait or --watch: exit code 22 when the run waits for the answer of a person")
    boolean failOnInquiry;

    @Option(names = "--cancel-on-interrupt", description = "Ctrl-C cancels the run instead of leaving it")
    boolean cancelOnInterrupt;

    @Mixin
    final OldOptions old = new OldOptions();

    @Override
    protected ExitCode run(Call call) {
        if (helpParams) {
            ActionParams.show(call, action);
            return ExitCode.SUCCESS;
        }
        var longest = Durations.parse(timeout);
        String ref = References.ref(call, "/actions", action);
        var request = Nodes.object().put("action_ref", ref);
        request.set("parameters", parameters(call, ref));
        environment(request);
        placement.addTo(call, request);
        if (!permissionSets.isEmpty()) {
            var sets = request.putArray("permission_set_refs");
            permissionSets.forEach(sets::add);
        }
        JsonNode started = call.client().send("POST", "/executions/execute", request);
        long id = started.path("id").asLong();
        if (!watch && !wait) {
            call.output().object(started, ExecutionColumns.STARTED, "id");
            call.output().say("Follow it: attune execution watch " + id);
            return ExitCode.SUCCESS;
        }
        var following = new ExecutionWatch(call, id, watch, cancelOnInterrupt, resultOnly);
        return (failOnInquiry ? following.failingOnInquiry() : following).until(longest);
    }

    private ObjectNode parameters(Call call, String ref) {
        var given = new ArrayList<>(pairs);
        given.addAll(params);
        int ways = (given.isEmpty() ? 0 : 1) + (paramsJson == null ? 0 : 1) + (paramsFile == null ? 0 : 1);
        if (ways > 1) {
            throw Failure.usage("--param, --params-json and --params-file exclude each other", null);
        }
        if (paramsJson != null) {
            return JsonInput.object(call, "--params-json", paramsJson);
        }
        if (paramsFile != null) {
            return JsonInput.objectOf(call, "--params-file", paramsFile);
        }
        return given.isEmpty()
                ? Nodes.object()
                : ParameterSchema.ofAction(call, ref).values(call, given, "is not a parameter");
    }

    private void environment(ObjectNode request) {
        if (!env.isEmpty()) {
            var variables = request.putObject("env_vars");
            env.forEach(variables::put);
        }
    }
}
