package io.attune.cli.permission;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which grants an identity holds for one action, and how it comes to hold them: by an assignment or by a role. What a constraint lets through is
 * the server's to decide; here it is only shown.
 */
public final class Grants {
    public static final List<Column> COLUMNS = List.of(
            Column.of("Permission set", "permission_set_ref"),
            Column.of("Held through", "through"),
            Column.of("Actions", "actions"),
            Column.of("Constraints", "constraints"));

    private final List<JsonNode> sets;
    private final String action;
    private final String resource;

    Grants(List<JsonNode> sets, String action, String resource) {
        this.sets = sets;
        this.action = action;
        this.resource = resource;
    }

    /** @param identity in the detailed form, with its assignments */
    List<JsonNode> of(JsonNode identity) {
        Map<String, String> held = held(identity);
        var found = new ArrayList<JsonNode>();
        for (JsonNode set : sets) {
            String through = held.get(Nodes.text(set, "ref"));
            if (through != null) {
                set.path("grants")
                        .valueStream()
                        .filter(this::covers)
                        .forEach(grant -> found.add(row(set, through, grant)));
            }
        }
        return found;
    }

    private static JsonNode row(JsonNode set, String through, JsonNode grant) {
        var row =
                Nodes.object().put("permission_set_ref", Nodes.text(set, "ref")).put("through", through);
        row.set("actions", grant.path("actions"));
        row.set("constraints", grant.hasNonNull("constraints") ? grant.path("constraints") : row.nullNode());
        return row;
    }

    /** Permission sets and what they are held through; an assignment says more than a role. */
    private Map<String, String> held(JsonNode identity) {
        var held = new HashMap<String, String>();
        var roles = identity.path("roles")
                .valueStream()
                .map(role -> Nodes.text(role, "role"))
                .toList();
        for (JsonNode set : sets) {
            set.path("roles")
                    .valueStream()
                    .map(binding -> Nodes.text(binding, "role"))
                    .filter(roles::contains)
                    .forEach(role -> held.put(Nodes.text(set, "ref"), "role " + role));
        }
        identity.path("direct_permissions")
                .forEach(assignment -> held.put(Nodes.text(assignment, "permission_set_ref"), "assignment"));
        return held;
    }

    private boolean covers(JsonNode grant) {
        return Nodes.text(grant, "resource").equals(resource)
                && grant.path("actions")
                        .valueStream()
                        .anyMatch(word -> word.asText().equals(action));
    }
}
