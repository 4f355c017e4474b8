package io.attune.cli.action;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.parameter.ParameterSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "params",
        description = "the parameters of an action; same as 'run ACTION --help-params'",
        footer = {"", "Example: attune action params core.http_request"})
final class ActionParams extends AttuneCommand {
    @Parameters(paramLabel = "ACTION", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Override
    protected ExitCode run(Call call) {
        show(call, action);
        return ExitCode.SUCCESS;
    }

    static void show(Call call, String action) {
        var found = call.client().get(References.path(call, "/actions", action));
        call.output()
                .list(
                        new ParameterSchema(found.path("param_schema")).rows(),
                        ActionColumns.PARAMETERS,
                        "name",
                        "The action takes no parameters.",
                        Nodes.object());
    }
}
