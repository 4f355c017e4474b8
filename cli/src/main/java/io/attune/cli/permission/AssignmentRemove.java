package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        aliases = "rm",
        description = "take a permission set from an identity",
        footer = {"", "Example: attune permission assignment remove core.editor ada"})
final class AssignmentRemove extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "SET", description = "ref of the permission set")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String set;

    @Parameters(index = "1", paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        long assignment = Assignments.of(call, identity).stream()
                .filter(held -> Nodes.text(held, "permission_set_ref").equals(set))
                .findFirst()
                .orElseThrow(() -> Failure.of(
                        ExitCode.NOT_FOUND,
                        "Identity '" + identity + "' does not hold '" + set + "' itself",
                        "It may hold it through a role: attune identity show " + identity))
                .path("id")
                .asLong();
        call.confirm("Take '" + set + "' from '" + identity + "'?", yes);
        call.client().send("DELETE", "/permissions/assignments/" + assignment, null);
        call.output().done("Identity '" + identity + "' no longer holds '" + set + "'.");
        return ExitCode.SUCCESS;
    }
}
