package io.attune.cli.trigger;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.References;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "deliveries",
        description = "what came to the webhook of a trigger and what became of it, newest first",
        footer = {"", "Example: attune trigger webhook deliveries ops.alert --refused"})
final class WebhookDeliveries extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.of("ID", "id"),
            Column.time("Received", "received_at"),
            Column.status("Outcome", "outcome"),
            Column.of("Status", "status_code"),
            Column.of("Event", "event"),
            Column.of("From", "source_ip"),
            Column.of("Bytes", "payload_size_bytes").wide(),
            Column.of("Delivery", "delivery_id").wide(),
            Column.of("Reason", "error_message"));

    @Parameters(paramLabel = "TRIGGER", description = "ref or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String trigger;

    @Option(names = "--refused", description = "only those that were refused")
    boolean refused;

    @Option(
            names = "--outcome",
            paramLabel = "WORD",
            description = "only these: accepted, repeated, signature_refused, rate_limited, …")
    @Nullable
    String outcome;

    @Option(names = "--event", paramLabel = "ID", description = "only those of this event")
    @Nullable
    Long event;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(
                call,
                new Listing.Source(
                        References.path(call, "/triggers", trigger) + "/webhooks/deliveries",
                        Query.none()
                                .with("refused", refused ? true : null)
                                .with("outcome", outcome)
                                .with("event", event),
                        Paging.Dialect.PER_PAGE,
                        _ -> true,
                        "id",
                        50,
                        "Nothing was delivered. Send something to its address: attune trigger webhook url " + trigger),
                COLUMNS);
        return ExitCode.SUCCESS;
    }
}
