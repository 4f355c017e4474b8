package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "pause",
        description = "start nothing new in workflows; what runs ends",
        footer = {"", "Examples:", "  attune execution pause 42", "  attune execution pause --all --action ops.deploy"})
final class ExecutionPause extends AttuneCommand {
    private static final String VERB = "Pause";

    @Mixin
    private final ChosenExecutions chosen = new ChosenExecutions();

    @Override
    protected ExitCode run(Call call) {
        var ids = chosen.ids(call, VERB, id -> isPaused(call, id, false), false);
        var outcome = ChosenExecutions.change(
                call, VERB, ids, id -> call.client().send("POST", "/executions/" + id + "/pause", Nodes.object()));
        if (ids.size() == 1) {
            call.output().say("Let it go on: attune execution resume " + ids.getFirst());
        }
        return outcome;
    }

    /** Whether an execution is a workflow that is paused, or one that is not. */
    static boolean isPaused(Call call, long id, boolean paused) {
        var execution = call.client().get("/executions/" + id);
        return execution.hasNonNull("paused") && execution.path("paused").asBoolean() == paused;
    }
}
