package io.attune.cli.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        aliases = {"get", "describe"},
        description = "the webhook of a trigger: its address and what it checks",
        footer = {"", "Example: attune trigger webhook show ops.alert"})
final class WebhookShow extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Override
    protected ExitCode run(Call call) {
        JsonNode found = call.client().get(References.path(call, "/triggers", trigger));
        WebhookView.show(call, found);
        call.output().section("Checks", found.path("webhook_config"));
        return ExitCode.SUCCESS;
    }
}
