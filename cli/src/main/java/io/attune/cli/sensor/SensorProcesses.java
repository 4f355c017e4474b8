package io.attune.cli.sensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "processes",
        aliases = "ps",
        description = "how the process of a sensor stands on each node",
        footer = {"", "Example: attune sensor ps examples.file_watch"})
final class SensorProcesses extends AttuneCommand {
    @Parameters(paramLabel = "SENSOR", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String sensor;

    @Override
    protected ExitCode run(Call call) {
        var processes = new ArrayList<JsonNode>();
        call.client()
                .get(References.path(call, "/sensors", sensor) + "/processes")
                .forEach(processes::add);
        call.output()
                .list(
                        processes,
                        SensorColumns.PROCESSES,
                        "worker_name",
                        "It never ran: a sensor runs while a rule uses one of its triggers",
                        MissingNode.getInstance());
        return ExitCode.SUCCESS;
    }
}
