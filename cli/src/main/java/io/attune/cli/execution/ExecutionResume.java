package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = "let a paused workflow go on",
        footer = {"", "Example: attune execution resume 42"})
final class ExecutionResume extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id or @last")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Override
    protected ExitCode run(Call call) {
        long execution = References.execution(call, id);
        call.output()
                .object(
                        call.client().send("POST", "/executions/" + execution + "/resume", Nodes.object()),
                        ExecutionColumns.STARTED,
                        "id");
        return ExitCode.SUCCESS;
    }
}
