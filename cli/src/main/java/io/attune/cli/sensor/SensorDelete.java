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
        name = "delete",
        aliases = "rm",
        description = "delete a sensor",
        footer = {"", "Example: attune sensor delete ops.watch --yes"})
final class SensorDelete extends AttuneCommand {
    @Parameters(paramLabel = "SENSOR", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String sensor;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String ref = References.ref(call, "/sensors", sensor);
        call.confirm("Delete sensor '" + ref + "'?", yes);
        call.client().send("DELETE", "/sensors/" + Query.segment(ref), null);
        call.output().done("Sensor '" + ref + "' is deleted.");
        return ExitCode.SUCCESS;
    }
}
