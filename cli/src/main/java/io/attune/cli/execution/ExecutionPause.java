package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "pause",
        description = "start nothing new in a workflow; what runs ends",
        footer = {"", "Example: attune execution pause 42"})
final class ExecutionPause extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id or @last")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Override
    protected ExitCode run(Call call) {
        long execution = References.execution(call, id);
        var paused = call.client().send("POST", "/executions/" + execution + "/pause", Nodes.object());
        call.output().object(paused, ExecutionColumns.STARTED, "id");
        call.output().say("Let it go on: attune execution resume " + execution);
        return ExitCode.SUCCESS;
    }
}
