package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one identity with its roles and permission sets",
        footer = {"", "Example: attune identity show ada"})
final class IdentityShow extends AttuneCommand {
    @Parameters(paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Override
    protected ExitCode run(Call call) {
        Identities.show(call, call.client().get(Identities.path(call, identity)));
        return ExitCode.SUCCESS;
    }
}
