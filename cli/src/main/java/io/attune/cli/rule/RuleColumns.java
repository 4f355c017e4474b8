package io.attune.cli.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.List;

/** How rules are shown. */
final class RuleColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Ref", "ref"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Trigger", "trigger_ref"),
            Column.of("Action", "action_ref"),
            Column.status("Enabled", "enabled"),
            Column.of("Sentence", "sentence", RuleColumns::sentence).wide(),
            Column.time("Updated", "updated").wide());

    private static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Description", "description"),
            Column.of("Trigger", "trigger_ref"),
            Column.of("Action", "action_ref"),
            Column.of("Criteria", "criteria"),
            Column.status("Enabled", "enabled"),
            Column.time("Created", "created"),
            Column.time("Updated", "updated"));

    private RuleColumns() {}

    private static JsonNode sentence(JsonNode rule) {
        return JsonNodeFactory.instance.textNode(
                "when " + Nodes.text(rule, "trigger_ref") + " then " + Nodes.text(rule, "action_ref"));
    }

    static void show(Call call, JsonNode rule) {
        call.output().object(rule, DETAIL, "ref");
        if (!rule.hasNonNull("criteria") && !rule.path("conditions").isEmpty()) {
            call.output().section("Conditions", rule.path("conditions"));
        }
        if (!rule.path("action_params").isEmpty()) {
            call.output().section("Action parameters", rule.path("action_params"));
        }
        if (!rule.path("trigger_params").isEmpty()) {
            call.output().section("Trigger parameters", rule.path("trigger_params"));
        }
        if (rule.has("timer_state")) {
            call.output().section("Timer", rule.path("timer_state"));
        }
    }
}
