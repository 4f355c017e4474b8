package io.attune.cli.permission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Roles are labels: they exist as far as permission sets are bound to them or identities have them. */
final class Roles {
    static final List<Column> COLUMNS = List.of(
            Column.of("Role", "role"),
            Column.of("Permission sets", "permission_set_refs"),
            Column.of("Identities", "logins"));

    private static final List<Column> BINDING = List.of(
            Column.of("ID", "id"),
            Column.of("Role", "role"),
            Column.of("Permission set", "permission_set_ref"),
            Column.time("Created", "created"));

    private Roles() {}

    static List<JsonNode> all(Call call) {
        Map<String, ObjectNode> roles = new TreeMap<>();
        for (JsonNode set : PermissionSets.all(call, null)) {
            set.path("roles")
                    .forEach(binding -> role(roles, Nodes.text(binding, "role"))
                            .withArray("permission_set_refs")
                            .add(Nodes.text(set, "ref")));
        }
        Paging.everything()
                .each(
                        call.client(),
                        "/identities",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        _ -> false,
                        identity -> identity.path("roles")
                                .forEach(label -> role(roles, label.asText())
                                        .withArray("logins")
                                        .add(Nodes.text(identity, "login"))));
        return new ArrayList<>(roles.values());
    }

    private static ObjectNode role(Map<String, ObjectNode> roles, String label) {
        return roles.computeIfAbsent(label, word -> {
            var role = Nodes.object().put("role", word);
            role.putArray("permission_set_refs");
            role.putArray("logins");
            return role;
        });
    }

    static void bind(Call call, String role, String set) {
        long id = PermissionSets.find(call, set).path("id").asLong();
        JsonNode binding = call.client()
                .send(
                        "POST",
                        "/permissions/sets/" + id + "/roles",
                        Nodes.object().put("role", role));
        call.output().object(binding, BINDING, "id");
    }
}
