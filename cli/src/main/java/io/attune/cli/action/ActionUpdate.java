package io.attune.cli.action;

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
        description = "change an action",
        footer = {"", "Example: attune action update ops.restart --label 'Restart service'"})
final class ActionUpdate extends AttuneCommand {
    @Parameters(paramLabel = "ACTION", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Option(names = "--label", paramLabel = "TEXT", description = "new title")
    @Nullable
    String label;

    @Option(names = "--description", paramLabel = "TEXT", description = "new description")
    @Nullable
    String description;

    @Option(names = "--entrypoint", paramLabel = "TEXT", description = "new entry point")
    @Nullable
    String entrypoint;

    @Option(names = "--runtime", paramLabel = "REF", description = "ref or id of the runtime")
    @Nullable
    String runtime;

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object();
        if (label != null) {
            change.put("label", label);
        }
        if (description != null) {
            change.put("description", description);
        }
        if (entrypoint != null) {
            change.put("entrypoint", entrypoint);
        }
        if (runtime != null) {
            if (runtime.matches("\\d{1,18}")) {
                change.put("runtime", Long.parseLong(runtime));
            } else {
                change.put("runtime_ref", runtime);
            }
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "Give --label, --description, --entrypoint or --runtime");
        }
        ActionColumns.show(call, call.client().send("PUT", References.path(call, "/actions", action), change));
        return ExitCode.SUCCESS;
    }
}
