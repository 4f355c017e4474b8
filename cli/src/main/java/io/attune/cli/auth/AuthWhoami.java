package io.attune.cli.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "whoami",
        description = "who this login is and what it may do",
        footer = {"", "Example: attune auth whoami"})
final class AuthWhoami extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        show(call, call.client().outside("GET", "/auth/me"));
        return ExitCode.SUCCESS;
    }

    static void show(Call call, JsonNode me) {
        call.output()
                .object(
                        me,
                        List.of(
                                Column.of("Login", "login"),
                                Column.of("Name", "display_name"),
                                Column.of("ID", "id"),
                                Column.of("Tenant", "tenant_ref"),
                                Column.of("Operator", "operator"),
                                Column.of("Permission sets", "assigned_permission_set_refs")),
                        "login");
        var permissions = new ArrayList<JsonNode>();
        me.path("effective_permissions").forEach(permissions::add);
        call.output()
                .section(
                        "Permissions",
                        permissions,
                        List.of(Column.of("Resource", "resource"), Column.of("Actions", "actions")));
    }
}
