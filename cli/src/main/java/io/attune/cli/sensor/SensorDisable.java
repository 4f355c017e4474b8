package io.attune.cli.sensor;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "disable",
        description = "stop a sensor",
        footer = {"", "Example: attune sensor disable examples.file_watch"})
final class SensorDisable extends AttuneCommand {
    @Parameters(paramLabel = "SENSOR", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String sensor;

    @Override
    protected ExitCode run(Call call) {
        SensorColumns.show(
                call, call.client().send("POST", References.path(call, "/sensors", sensor) + "/disable", null));
        return ExitCode.SUCCESS;
    }
}
