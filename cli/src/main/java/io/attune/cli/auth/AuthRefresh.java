package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "refresh",
        description = "renew the stored login now",
        footer = {"", "Example: attune auth refresh"})
final class AuthRefresh extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        call.client().refreshNow();
        call.output().done("The login is renewed.");
        return ExitCode.SUCCESS;
    }
}
