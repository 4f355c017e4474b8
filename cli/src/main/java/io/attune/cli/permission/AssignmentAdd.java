package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "add",
        description = "give a permission set to an identity; same as 'permission grant SET --identity IDENTITY'",
        footer = {"", "Example: attune permission assignment add core.editor ada"})
final class AssignmentAdd extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "SET", description = "ref of the permission set")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String set;

    @Parameters(index = "1", paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Override
    protected ExitCode run(Call call) {
        Assignments.add(call, set, identity);
        return ExitCode.SUCCESS;
    }
}
