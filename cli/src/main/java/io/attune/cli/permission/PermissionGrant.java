package io.attune.cli.permission;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "grant",
        description = "give a permission set to an identity, or to all who have a role",
        footer = {
            "",
            "Examples:",
            "  attune permission grant core.editor --identity ada",
            "  attune permission grant core.viewer --role on-call"
        })
final class PermissionGrant extends AttuneCommand {
    @Parameters(paramLabel = "SET", description = "ref of the permission set")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String set;

    @Option(names = "--identity", paramLabel = "IDENTITY", description = "login or id")
    @Nullable
    String identity;

    @Option(names = "--role", paramLabel = "ROLE", description = "role label")
    @Nullable
    String role;

    @Override
    protected ExitCode run(Call call) {
        if (identity != null && role == null) {
            Assignments.add(call, set, identity);
        } else if (role != null && identity == null) {
            Roles.bind(call, role, set);
        } else {
            throw Failure.usage("Give exactly one of --identity and --role", null);
        }
        return ExitCode.SUCCESS;
    }
}
