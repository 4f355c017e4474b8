package io.attune.cli.permission;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How permission sets are found and shown. The server has one list of all and knows single ones by number only. */
final class PermissionSets {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id").wide(),
            Column.of("Ref", "ref"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Roles", "role_labels", PermissionSets::roles),
            Column.of("Description", "description"));

    private static final List<Column> DETAIL = List.of(
            Column.of("Ref", "ref"),
            Column.of("ID", "id"),
            Column.of("Pack", "pack_ref"),
            Column.of("Label", "label"),
            Column.of("Description", "description"),
            Column.of("Roles", "role_labels", PermissionSets::roles));

    private PermissionSets() {}

    static List<JsonNode> all(Call call, @Nullable String pack) {
        return call.client()
                .get("/permissions/sets", Query.none().with("pack_ref", pack))
                .valueStream()
                .toList();
    }

    static JsonNode find(Call call, String refOrId) {
        return all(call, null).stream()
                .filter(set -> Nodes.text(set, "ref").equals(refOrId)
                        || Nodes.text(set, "id").equals(refOrId))
                .findFirst()
                .orElseThrow(() -> Failure.of(
                        ExitCode.NOT_FOUND, "No permission set '" + refOrId + "'", "attune permission set list"));
    }

    static void show(Call call, JsonNode set) {
        call.output().object(set, DETAIL, "ref");
        call.output()
                .section(
                        "Grants",
                        set.path("grants").valueStream().toList(),
                        List.of(
                                Column.of("Resource", "resource"),
                                Column.of("Actions", "actions"),
                                Column.of("Constraints", "constraints")));
    }

    private static JsonNode roles(JsonNode set) {
        var labels = Nodes.array();
        set.path("roles").forEach(binding -> labels.add(Nodes.text(binding, "role")));
        return labels;
    }
}
