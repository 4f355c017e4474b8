package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "status",
        description = "which login calls use now, where it comes from and whether the server takes it",
        footer = {"", "Example: attune auth status || attune auth login"})
final class AuthStatus extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.of("Profile", "profile"),
            Column.of("Server", "api_url"),
            Column.of("Login", "login"),
            Column.of("Method", "auth_method"),
            Column.of("Token from", "token_source"),
            Column.time("Expires", "expires_at"),
            Column.status("Accepted", "accepted"));

    @Override
    protected ExitCode run(Call call) {
        var login = call.client().login();
        var status = Nodes.object()
                .put("profile", call.profileName())
                .put("api_url", call.client().baseUrl())
                .put("login", call.profile().username())
                .put("auth_method", call.profile().authMethod())
                .put("token_source", login.source());
        ExitCode outcome = ExitCode.SUCCESS;
        String refused = null;
        try {
            status.put("login", Nodes.text(call.client().outside("GET", "/auth/me"), "login"));
        } catch (Failure failure) {
            outcome = failure.exitCode();
            refused = failure.explanation();
        }
        String token = login.accessToken();
        status.put(
                "expires_at",
                token == null
                        ? null
                        : AccessToken.expiry(token).map(Object::toString).orElse(null));
        status.put("accepted", refused == null);
        call.output().object(status, COLUMNS, "login");
        if (refused != null) {
            call.output().say(refused);
        }
        return outcome;
    }
}
