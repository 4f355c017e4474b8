package io.attune.cli.trigger;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "regenerate",
        description = "give the webhook a new address; the old one stops working at once",
        footer = {"", "Example: attune trigger webhook regenerate ops.alert"})
final class WebhookRegenerate extends AttuneCommand {
    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Override
    protected ExitCode run(Call call) {
        String path = References.path(call, "/triggers", trigger) + "/webhooks/regenerate";
        WebhookView.show(call, call.client().send("POST", path, null));
        return ExitCode.SUCCESS;
    }
}
