package io.attune.cli.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How identities are named, found and shown. The routes know them by number; people by login (cli.md §5.6). */
public final class Identities {
    static final List<Column> LIST = List.of(
            Column.of("ID", "id"),
            Column.of("Login", "login"),
            Column.of("Name", "display_name"),
            Column.of("Tenant", "tenant_ref"),
            Column.of("Roles", "roles"),
            Column.of("Frozen", "frozen"),
            Column.of("Operator", "operator"));

    private static final List<Column> DETAIL = List.of(
            Column.of("Login", "login"),
            Column.of("ID", "id"),
            Column.of("Name", "display_name"),
            Column.of("Tenant", "tenant_ref"),
            Column.of("Operator", "operator"),
            Column.of("Frozen", "frozen"),
            Column.of("Attributes", "attributes"));

    private Identities() {}

    static void show(Call call, JsonNode identity) {
        call.output().object(identity, DETAIL, "login");
        call.output()
                .section(
                        "Roles",
                        rows(identity.path("roles")),
                        List.of(
                                Column.of("ID", "id"),
                                Column.of("Role", "role"),
                                Column.of("Source", "source"),
                                Column.time("Created", "created")));
        call.output()
                .section(
                        "Permission sets",
                        rows(identity.path("direct_permissions")),
                        List.of(
                                Column.of("ID", "id"),
                                Column.of("Permission set", "permission_set_ref"),
                                Column.time("Created", "created")));
    }

    private static List<JsonNode> rows(JsonNode array) {
        return array.valueStream().toList();
    }

    /** The path of one identity, named by id or login. */
    static String path(Call call, String idOrLogin) {
        return "/identities/" + id(call, idOrLogin);
    }

    /** As {@link #id}; the caller when nobody is named. */
    public static long idOrOwn(Call call, @Nullable String idOrLogin) {
        return idOrLogin != null
                ? id(call, idOrLogin)
                : call.client().outside("GET", "/auth/me").path("id").asLong();
    }

    public static long id(Call call, String idOrLogin) {
        if (idOrLogin.matches("\\d{1,18}")) {
            return Long.parseLong(idOrLogin);
        }
        var found = Paging.everything()
                .read(
                        call.client(),
                        "/identities",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        identity -> Nodes.text(identity, "login").equals(idOrLogin))
                .items();
        if (found.isEmpty()) {
            throw Failure.of(
                    ExitCode.NOT_FOUND, "No identity has the login '" + idOrLogin + "'", "attune identity list");
        }
        return found.getFirst().path("id").asLong();
    }
}
