package io.attune.cli.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.ApiClient;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "login",
        description = "log in with a password and store the login in a profile",
        footer = {"", "Example: attune auth login --username admin@attune.local --url http://localhost:8080"})
final class AuthLogin extends AttuneCommand {
    @Mixin
    private final Credentials credentials = new Credentials();

    @Mixin
    private final LoginTarget target = new LoginTarget();

    @Override
    protected ExitCode run(Call call) {
        ApiClient client = target.client(call);
        String login = credentials.login(call);
        boolean directory = onlyByDirectory(client);
        String path = directory ? "/auth/ldap/login" : "/auth/login";
        JsonNode tokens = client.open("POST", path, credentials.request(call, login));
        return target.keep(call, client, tokens, directory ? "ldap" : "direct", login);
    }

    private static boolean onlyByDirectory(ApiClient client) {
        try {
            JsonNode settings = client.open("GET", "/auth/settings", null);
            return settings.path("ldap_enabled").asBoolean(false)
                    && !settings.path("local_password_enabled").asBoolean(true);
        } catch (Failure refused) {
            if (refused.exitCode() != ExitCode.NOT_FOUND) {
                throw refused;
            }
            return false;
        }
    }
}
