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
        description = "permission sets given to an identity itself, not through a role",
        footer = {"", "Example: attune permission assignment list --identity ada"})
final class AssignmentList extends AttuneCommand {
    @Option(
            names = {"--identity", "--identity-id"},
            paramLabel = "IDENTITY",
            description = "login or id; you when absent")
    @Nullable
    String identity;

    @Override
    protected ExitCode run(Call call) {
        call.output()
                .list(
                        Assignments.of(call, identity),
                        Assignments.COLUMNS,
                        "permission_set_ref",
                        "No assignments. Give one: attune permission grant SET --identity IDENTITY",
                        Nodes.object());
        return ExitCode.SUCCESS;
    }
}
