package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = "describe",
        description = "one key with the SHA-256 fingerprint of its value",
        footer = {"", "Example: attune key show github_token"})
final class KeyShow extends AttuneCommand {
    @Parameters(paramLabel = "KEY", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Option(
            names = {"-d", "--decrypt"},
            description = "show the value itself")
    boolean decrypt;

    @Override
    protected ExitCode run(Call call) {
        JsonNode found = call.client().get(Keys.path(key));
        if (decrypt) {
            Keys.showWithValue(call, found);
        } else {
            Keys.show(call, found);
        }
        return ExitCode.SUCCESS;
    }
}
