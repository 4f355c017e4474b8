package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "unfreeze",
        description = "let a frozen identity log in again",
        footer = {"", "Example: attune identity unfreeze ada"})
final class IdentityUnfreeze extends AttuneCommand {
    @Parameters(paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Override
    protected ExitCode run(Call call) {
        call.client().send("POST", Identities.path(call, identity) + "/unfreeze", null);
        call.output().done("Identity '" + identity + "' can log in again.");
        return ExitCode.SUCCESS;
    }
}
