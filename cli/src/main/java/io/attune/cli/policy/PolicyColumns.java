package io.attune.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.List;

/** How policies are shown. */
final class PolicyColumns {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Ref", "ref"),
            Column.of("Limits", "scope", PolicyColumns::scope),
            Column.of("At once", "threshold"),
            Column.of("Rate", "rate", PolicyColumns::rate),
            Column.of("Beyond", "method"),
            Column.of("Grouped by", "groups", PolicyColumns::groups),
            Column.of("Name", "name").wide(),
            Column.time("Updated", "updated").wide());

    private static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Name", "name"),
            Column.of("Description", "description"),
            Column.of("Limits", "scope", PolicyColumns::scope),
            Column.of("At once", "threshold"),
            Column.of("Rate", "rate", PolicyColumns::rate),
            Column.of("Beyond", "method"),
            Column.of("Grouped by", "groups", PolicyColumns::groups),
            Column.of("Queue limit", "queue_limit"),
            Column.of("Queue timeout (s)", "queue_timeout_seconds"),
            Column.time("Created", "created"),
            Column.time("Updated", "updated"));

    private PolicyColumns() {}

    static void show(Call call, JsonNode policy) {
        call.output().object(policy, DETAIL, "ref");
    }

    private static JsonNode scope(JsonNode policy) {
        return text(
                policy.hasNonNull("action_ref")
                        ? "action " + Nodes.text(policy, "action_ref")
                        : policy.hasNonNull("pack_ref") ? "pack " + Nodes.text(policy, "pack_ref") : "everything");
    }

    private static JsonNode rate(JsonNode policy) {
        JsonNode rate = policy.path("rate_limit");
        return rate.isObject()
                ? text(rate.path("max_executions").asText() + " in "
                        + rate.path("window_seconds").asText() + " s")
                : JsonNodeFactory.instance.nullNode();
    }

    private static JsonNode groups(JsonNode policy) {
        String paths = String.join(
                ", ",
                policy.path("parameters").valueStream().map(JsonNode::asText).toList());
        boolean perIdentity = policy.path("per_identity").asBoolean();
        return text(perIdentity ? (paths.isEmpty() ? "identity" : paths + ", identity") : paths);
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }
}
