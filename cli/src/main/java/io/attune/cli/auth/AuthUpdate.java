package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "update",
        description = "change how you are shown to others",
        footer = {"", "Example: attune auth update --display-name 'Ada Lovelace'"})
final class AuthUpdate extends AttuneCommand {
    @Option(names = "--display-name", required = true, paramLabel = "TEXT", description = "your name; empty clears it")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String displayName;

    @Override
    protected ExitCode run(Call call) {
        AuthWhoami.show(
                call, call.client().outside("PUT", "/auth/me", Nodes.object().put("display_name", displayName)));
        return ExitCode.SUCCESS;
    }
}
