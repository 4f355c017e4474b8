package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "freeze",
        description = "block an identity: its sessions end and it cannot log in",
        footer = {"", "Example: attune identity freeze ada"})
final class IdentityFreeze extends AttuneCommand {
    @Parameters(paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Override
    protected ExitCode run(Call call) {
        call.client().send("POST", Identities.path(call, identity) + "/freeze", null);
        call.output().done("Identity '" + identity + "' is frozen.");
        return ExitCode.SUCCESS;
    }
}
