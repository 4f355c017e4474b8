package io.attune.cli.permission;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.identity.Identities;
import io.attune.cli.json.Nodes;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Permission sets given to single identities. */
final class Assignments {
    static final List<Column> COLUMNS = List.of(
            Column.of("ID", "id"),
            Column.of("Permission set", "permission_set_ref"),
            Column.of("Identity", "identity_id"),
            Column.time("Created", "created"));

    private Assignments() {}

    /** Those of an identity, or without one of the caller. */
    static List<JsonNode> of(Call call, @Nullable String idOrLogin) {
        return call.client()
                .get("/identities/" + Identities.idOrOwn(call, idOrLogin) + "/permissions")
                .valueStream()
                .toList();
    }

    static void add(Call call, String set, String idOrLogin) {
        var request = Nodes.object().put("permission_set_ref", set);
        if (idOrLogin.matches("\\d{1,18}")) {
            request.put("identity_id", Long.parseLong(idOrLogin));
        } else {
            request.put("identity_login", idOrLogin);
        }
        call.output().object(call.client().send("POST", "/permissions/assignments", request), COLUMNS, "id");
    }
}
