package io.attune.cli.trigger;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one trigger with the shape of its events",
        footer = {"", "Example: attune trigger show core.intervaltimer"})
final class TriggerShow extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Override
    protected ExitCode run(Call call) {
        TriggerColumns.show(call, call.client().get(References.path(call, "/triggers", trigger)));
        return ExitCode.SUCCESS;
    }
}
