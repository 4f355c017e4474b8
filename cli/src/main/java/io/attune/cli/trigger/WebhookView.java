package io.attune.cli.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.List;

/** A trigger's webhook with its whole address, as senders need it. */
final class WebhookView {
    private static final List<Column> COLUMNS = List.of(
            Column.of("Trigger", "ref"), Column.status("Webhook", "webhook_enabled"), Column.of("URL", "webhook_url"));

    private WebhookView() {}

    /** Whoever holds the address can make events: it is shown only where it was asked for. */
    static void show(Call call, JsonNode trigger) {
        String key = Nodes.text(trigger, "webhook_key");
        if (trigger instanceof ObjectNode object && !key.isEmpty() && !trigger.hasNonNull("webhook_url")) {
            // The platform was not told its address: as it is reached from here is the best guess.
            object.put("webhook_url", call.client().baseUrl() + "/api/v1/webhooks/" + key);
        }
        call.output().object(trigger, COLUMNS, key.isEmpty() ? "ref" : "webhook_url");
    }
}
