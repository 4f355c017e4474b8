package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cancel",
        description = "cancel executions",
        footer = {
            "",
            "Examples:",
            "  attune execution cancel 42 --yes",
            "  attune execution cancel --all --status requested --action ops.backup"
        })
final class ExecutionCancel extends AttuneCommand {
    private static final String VERB = "Cancel";

    @Mixin
    private final ChosenExecutions chosen = new ChosenExecutions();

    @Option(names = "--cascade", description = "also what they started")
    boolean cascade;

    @Override
    protected ExitCode run(Call call) {
        var ids = chosen.ids(call, VERB, _ -> true, true);
        return ChosenExecutions.change(call, VERB, ids, id -> {
            String path = "/executions/" + id + "/cancel" + (cascade ? "?cascade=true" : "");
            return call.client().send("POST", path, Nodes.object());
        });
    }
}
