package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "resume",
        description = "let paused workflows go on",
        footer = {"", "Examples:", "  attune execution resume 42", "  attune execution resume --all --yes"})
final class ExecutionResume extends AttuneCommand {
    private static final String VERB = "Resume";

    @Mixin
    private final ChosenExecutions chosen = new ChosenExecutions();

    @Override
    protected ExitCode run(Call call) {
        var ids = chosen.ids(call, VERB, id -> ExecutionPause.isPaused(call, id, true), false);
        return ChosenExecutions.change(
                call, VERB, ids, id -> call.client().send("POST", "/executions/" + id + "/resume", Nodes.object()));
    }
}
