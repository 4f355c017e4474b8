package io.attune.cli.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "one event with its payload",
        footer = {"", "Example: attune event show 17"})
final class EventShow extends AttuneCommand {
    @Parameters(paramLabel = "ID", description = "id of the event")
    long id;

    @Override
    protected ExitCode run(Call call) {
        JsonNode event = call.client().get("/events/" + id);
        call.output().object(event, EventColumns.EVENTS, "id");
        call.output().section("Payload", event.path("payload"));
        return ExitCode.SUCCESS;
    }
}
