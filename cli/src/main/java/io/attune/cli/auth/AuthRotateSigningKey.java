package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rotate-signing-key",
        description = "sign tokens with a new secret from now on; operators only",
        footer = {"", "Example: attune auth rotate-signing-key --yes"})
final class AuthRotateSigningKey extends AttuneCommand {
    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        call.confirm("Sign all new tokens with a new secret?", yes);
        call.client().send("POST", "/signing-keys/rotate", null);
        call.output().done("New tokens are signed with a new secret.");
        return ExitCode.SUCCESS;
    }
}
