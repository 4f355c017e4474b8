package io.attune.cli.trigger;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "redeliver",
        aliases = {"replay"},
        description = "make the event of an accepted delivery once more",
        footer = {"", "Example: attune trigger webhook redeliver ops.alert 17"})
final class WebhookRedeliver extends AttuneCommand {
    private static final List<Column> COLUMNS =
            List.of(Column.of("Event", "id"), Column.of("Trigger", "trigger_ref"), Column.time("Created", "created"));

    @Parameters(index = "0", paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Parameters(index = "1", paramLabel = "DELIVERY", description = "id, as attune trigger webhook deliveries shows it")
    long delivery;

    @Override
    protected ExitCode run(Call call) {
        String path = References.path(call, "/triggers", trigger) + "/webhooks/deliveries/" + delivery + "/redeliver";
        call.output().object(call.client().send("POST", path, null), COLUMNS, "id");
        return ExitCode.SUCCESS;
    }
}
