package io.attune.cli.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.render.Column;
import java.util.List;

/** How triggers are shown. */
final class TriggerColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Ref", "ref"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Description", "description"),
            Column.status("Enabled", "enabled").wide(),
            Column.status("Webhook", "webhook_enabled").wide());

    private static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Description", "description"),
            Column.status("Enabled", "enabled"),
            Column.status("Webhook", "webhook_enabled"),
            Column.time("Created", "created"),
            Column.time("Updated", "updated"));

    private TriggerColumns() {}

    static void show(Call call, JsonNode trigger) {
        call.output().object(trigger, DETAIL, "ref");
        call.output().section("Parameters", trigger.path("param_schema"));
        call.output().section("Payload", trigger.path("out_schema"));
    }
}
