package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "uncordon",
        description = "give a worker executions again",
        footer = {"", "Example: attune worker uncordon 1"})
final class WorkerUncordon extends AttuneCommand {
    @Parameters(paramLabel = "WORKER", description = "id or name")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String worker;

    @Override
    protected ExitCode run(Call call) {
        call.output()
                .object(
                        call.client().send("POST", Workers.path(call, worker) + "/uncordon", null),
                        Workers.COLUMNS,
                        "id");
        return ExitCode.SUCCESS;
    }
}
