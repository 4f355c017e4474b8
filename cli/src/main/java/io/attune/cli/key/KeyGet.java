package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "print the value of a key and nothing else, for scripts; the reading is recorded",
        footer = {
            "",
            "Example: curl -H \"Authorization: Bearer $(attune key get github_token)\" https://api.github.com/user"
        })
final class KeyGet extends AttuneCommand {
    @Parameters(paramLabel = "KEY", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Option(names = "-n", description = "no line end after it")
    boolean noLineEnd;

    @Override
    protected ExitCode run(Call call) {
        JsonNode value = Keys.readable(call.client().get(Keys.path(key)));
        if (call.output().format().forMachines()) {
            call.output().document(value);
        } else {
            call.output().print(Keys.text(value) + (noLineEnd ? "" : "\n"));
        }
        return ExitCode.SUCCESS;
    }
}
