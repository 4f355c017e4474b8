package io.attune.cli.sensor;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one sensor",
        footer = {"", "Example: attune sensor show examples.file_watch"})
final class SensorShow extends AttuneCommand {
    @Parameters(paramLabel = "SENSOR", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String sensor;

    @Override
    protected ExitCode run(Call call) {
        SensorColumns.show(call, call.client().get(References.path(call, "/sensors", sensor)));
        return ExitCode.SUCCESS;
    }
}
