package io.attune.cli.permission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "who-can",
        description = "identities that may do something, and through what; one request per identity",
        footer = {"", "Example: attune permission who-can execute actions"})
final class PermissionWhoCan extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.of("Login", "login"),
            Column.of("Tenant", "tenant_ref"),
            Column.of("Permission set", "permission_set_ref"),
            Column.of("Held through", "through"),
            Column.of("Constraints", "constraints"));

    @Parameters(index = "0", paramLabel = "ACTION", description = "such as read, update or execute")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String action;

    @Parameters(index = "1", paramLabel = "RESOURCE", description = "such as rules")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String resource;

    @Override
    protected ExitCode run(Call call) {
        var question = Question.parse(action, resource);
        var grants = new Grants(PermissionSets.all(call, null), question.action(), question.resource());
        var rows = new ArrayList<JsonNode>();
        Paging.everything()
                .each(
                        call.client(),
                        "/identities",
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        identity -> !identity.path("frozen").asBoolean(false),
                        _ -> false,
                        summary -> rows.addAll(rows(call, grants, summary)));
        call.output().list(rows, COLUMNS, "login", "Nobody may " + action + " " + resource + ".", Nodes.object());
        return ExitCode.SUCCESS;
    }

    private static List<JsonNode> rows(Call call, Grants grants, JsonNode summary) {
        var rows = new ArrayList<JsonNode>();
        if (summary.path("operator").asBoolean(false)) {
            rows.add(row(summary, Nodes.object().put("through", "operator")));
        }
        JsonNode identity =
                call.client().get("/identities/" + summary.path("id").asLong());
        grants.of(identity).forEach(grant -> rows.add(row(summary, (ObjectNode) grant)));
        return rows;
    }

    private static JsonNode row(JsonNode identity, ObjectNode grant) {
        ObjectNode row = Nodes.object()
                .put("login", Nodes.text(identity, "login"))
                .put("tenant_ref", Nodes.text(identity, "tenant_ref"));
        return row.setAll(grant);
    }
}
