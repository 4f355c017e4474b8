package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "all permission sets",
        footer = {"", "Example: attune permission set list --pack core"})
final class SetList extends AttuneCommand {
    @Option(names = "--pack", paramLabel = "REF", description = "only those of this pack")
    @Nullable
    String pack;

    @Override
    protected ExitCode run(Call call) {
        call.output()
                .list(
                        PermissionSets.all(call, pack),
                        PermissionSets.LIST,
                        "ref",
                        "No permission sets. Packs bring them: attune pack list",
                        Nodes.object());
        return ExitCode.SUCCESS;
    }
}
