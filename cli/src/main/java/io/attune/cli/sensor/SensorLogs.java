package io.attune.cli.sensor;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        description = "what a sensor wrote",
        footer = {"", "Example: attune sensor logs examples.file_watch --tail 20"})
final class SensorLogs extends AttuneCommand {
    @Parameters(paramLabel = "SENSOR", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String sensor;

    @Option(names = "--stderr", description = "standard error instead of standard output")
    boolean stderr;

    @Option(names = "--tail", paramLabel = "N", description = "only the last N lines")
    int tail;

    @Override
    protected ExitCode run(Call call) {
        call.client()
                .text(
                        References.path(call, "/sensors", sensor) + "/logs/" + (stderr ? "stderr" : "stdout"),
                        Query.none().with("tail", tail))
                .lines()
                .forEach(call.output()::logLine);
        return ExitCode.SUCCESS;
    }
}
