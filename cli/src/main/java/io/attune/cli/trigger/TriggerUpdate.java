package io.attune.cli.trigger;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "update",
        description = "change a trigger",
        footer = {"", "Example: attune trigger update ops.alert --label 'Alert from monitoring'"})
final class TriggerUpdate extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Option(names = "--label", paramLabel = "TEXT", description = "new title")
    @Nullable
    String label;

    @Option(names = "--description", paramLabel = "TEXT", description = "new description; empty clears it")
    @Nullable
    String description;

    @Option(names = "--enabled", arity = "1", paramLabel = "BOOL", description = "true or false")
    @Nullable
    Boolean enabled;

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object();
        if (label != null) {
            change.put("label", label);
        }
        if (description != null) {
            var patch = change.putObject("description");
            if (description.isEmpty()) {
                patch.put("op", "clear");
            } else {
                patch.put("op", "set").put("value", description);
            }
        }
        if (enabled != null) {
            change.put("enabled", enabled);
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "Give --label, --description or --enabled");
        }
        TriggerColumns.show(call, call.client().send("PUT", References.path(call, "/triggers", trigger), change));
        return ExitCode.SUCCESS;
    }
}
