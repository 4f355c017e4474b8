package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = "print the completion script for a shell",
        footer = {"", "Example: source <(attune completion bash)"})
public final class Completion extends AttuneCommand {
    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String shell;

    @Override
    protected ExitCode run(Call call) {
        if (!shell.equals("bash") && !shell.equals("zsh")) {
            throw Failure.usage("No completion for '" + shell + "'", "bash or zsh");
        }
        call.output().print(AutoComplete.bash("attune", spec().root().commandLine()));
        return ExitCode.SUCCESS;
    }
}
