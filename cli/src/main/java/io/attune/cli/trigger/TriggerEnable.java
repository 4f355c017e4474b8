package io.attune.cli.trigger;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "enable",
        description = "enable a trigger",
        footer = {"", "Example: attune trigger enable ops.alert"})
final class TriggerEnable extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Override
    protected ExitCode run(Call call) {
        TriggerColumns.show(
                call, call.client().send("POST", References.path(call, "/triggers", trigger) + "/enable", null));
        return ExitCode.SUCCESS;
    }
}
