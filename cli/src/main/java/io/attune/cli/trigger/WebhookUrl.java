package io.attune.cli.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "url",
        description = "the address of a trigger's webhook",
        footer = {"", "Example: attune trigger webhook url examples.alert --quiet"})
final class WebhookUrl extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Override
    protected ExitCode run(Call call) {
        JsonNode found = call.client().get(References.path(call, "/triggers", trigger));
        if (!found.path("webhook_enabled").asBoolean(false)) {
            throw Failure.of(
                    ExitCode.CONFLICT,
                    "Trigger '" + Nodes.text(found, "ref") + "' has no webhook",
                    "attune trigger webhook enable " + trigger);
        }
        if (Nodes.text(found, "webhook_key").isEmpty()) {
            throw Failure.of(
                    ExitCode.FORBIDDEN,
                    "The address is shown only to those who may change the trigger",
                    "It needs triggers:update; attune auth whoami");
        }
        WebhookView.show(call, found);
        return ExitCode.SUCCESS;
    }
}
