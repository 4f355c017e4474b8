package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cordon",
        description = "give a worker no new executions; what runs there goes on",
        footer = {"", "Example: attune worker cordon 1 --reason 'disk full'"})
final class WorkerCordon extends AttuneCommand {
    @Parameters(paramLabel = "WORKER", description = "id or name")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String worker;

    @Option(names = "--reason", paramLabel = "TEXT", description = "shown to others")
    @Nullable
    String reason;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("reason", reason);
        call.output()
                .object(
                        call.client().send("POST", Workers.path(call, worker) + "/cordon", request),
                        Workers.COLUMNS,
                        "id");
        return ExitCode.SUCCESS;
    }
}
