package io.attune.cli.pack;

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
        description = "change a pack's label, description or version",
        footer = {"", "Example: attune pack update ops --version 0.2.0"})
final class PackUpdate extends AttuneCommand {
    @Parameters(paramLabel = "PACK", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String pack;

    @Option(names = "--label", paramLabel = "TEXT", description = "new title")
    @Nullable
    String label;

    @Option(names = "--description", paramLabel = "TEXT", description = "new description; empty clears it")
    @Nullable
    String description;

    @Option(names = "--version", paramLabel = "V", description = "new version")
    @Nullable
    String version;

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
        if (version != null) {
            change.put("version", version);
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "Give --label, --description or --version");
        }
        call.output()
                .object(
                        call.client().send("PUT", References.path(call, "/packs", pack), change),
                        PackColumns.DETAIL,
                        "ref");
        return ExitCode.SUCCESS;
    }
}
