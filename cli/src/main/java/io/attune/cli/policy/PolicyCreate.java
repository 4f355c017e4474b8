package io.attune.cli.policy;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Titles;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "limit the runs of an action, of a pack, or of everything",
        footer = {
            "",
            "Example: attune policy create --ref ops.one_per_host --action ops.restart --threshold 1 --parameter host",
            "         attune policy create --ref ops.calls --pack ops --rate 100/1m --method cancel"
        })
final class PolicyCreate extends AttuneCommand {
    @Option(names = "--ref", required = true, paramLabel = "REF", description = "its ref, such as ops.one_deploy")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String ref;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "TEXT",
            description = "title; made from the ref when absent")
    @Nullable
    String name;

    @Option(
            names = {"-a", "--action"},
            paramLabel = "REF",
            description = "limit the runs of this action")
    @Nullable
    String action;

    @Option(
            names = {"-p", "--pack"},
            paramLabel = "REF",
            description = "limit the runs of all actions of this pack")
    @Nullable
    String pack;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Override
    protected ExitCode run(Call call) {
        if (action != null && pack != null) {
            throw Failure.usage("--action and --pack exclude each other", "Give neither to limit everything");
        }
        var request = Nodes.object()
                .put("ref", ref)
                .put("name", name == null ? Titles.of(ref.substring(ref.indexOf('.') + 1)) : name);
        if (action != null) {
            request.put("action_ref", action);
        }
        if (pack != null) {
            request.put("pack_ref", pack);
        }
        limits.put(request);
        PolicyColumns.show(call, call.client().send("POST", "/policies", request));
        return ExitCode.SUCCESS;
    }
}
