package io.attune.cli.policy;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "update",
        description = "change a policy; it holds from the next run on, and whoever waits is looked at again",
        footer = {"", "Example: attune policy update ops.one_deploy --threshold 3"})
final class PolicyUpdate extends AttuneCommand {
    @Parameters(paramLabel = "POLICY", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String policy;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "TEXT",
            description = "new title")
    @Nullable
    String name;

    @Option(names = "--no-threshold", description = "let any number be active at once")
    boolean noThreshold;

    @Option(names = "--no-rate", description = "let any number start within a time")
    boolean noRate;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Override
    protected ExitCode run(Call call) {
        if ((noThreshold && limits.threshold != null) || (noRate && limits.rate != null)) {
            throw Failure.usage("A limit cannot be set and taken away at once", null);
        }
        var change = Nodes.object();
        if (name != null) {
            change.put("name", name);
        }
        limits.put(change);
        if (noThreshold) {
            change.putNull("threshold");
        }
        if (noRate) {
            change.putNull("rate_limit");
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "attune policy update --help");
        }
        PolicyColumns.show(call, call.client().send("PUT", References.path(call, "/policies", policy), change));
        return ExitCode.SUCCESS;
    }
}
