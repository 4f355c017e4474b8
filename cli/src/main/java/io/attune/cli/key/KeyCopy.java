package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "copy",
        aliases = "cp",
        description = "store the value of a key under another ref, for the same owner",
        footer = {"", "Example: attune key copy github_token github_token_old"})
final class KeyCopy extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "KEY", description = "ref of the key")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Parameters(index = "1", paramLabel = "NEW_REF", description = "ref of the copy")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String copy;

    @Option(names = "--name", paramLabel = "TEXT", description = "name of the copy; its ref when absent")
    @Nullable
    String name;

    @Override
    protected ExitCode run(Call call) {
        JsonNode found = call.client().get(Keys.path(key));
        Keys.readable(found);
        var request = Portable.of(found).put("ref", copy).put("name", name == null ? copy : name);
        Keys.show(call, call.client().send("POST", "/keys", request));
        return ExitCode.SUCCESS;
    }
}
