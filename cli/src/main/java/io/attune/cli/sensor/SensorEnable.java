package io.attune.cli.sensor;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "enable",
        description = "let a sensor run while rules wait for it",
        footer = {"", "Example: attune sensor enable examples.file_watch"})
final class SensorEnable extends AttuneCommand {
    @Parameters(paramLabel = "SENSOR", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String sensor;

    @Override
    protected ExitCode run(Call call) {
        SensorColumns.show(
                call, call.client().send("POST", References.path(call, "/sensors", sensor) + "/enable", null));
        return ExitCode.SUCCESS;
    }
}
