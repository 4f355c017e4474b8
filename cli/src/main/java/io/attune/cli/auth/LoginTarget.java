package io.attune.cli.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.client.ApiClient;
import io.attune.cli.client.Login;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.profile.ConfigFile;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The server to log in at, and the profile that keeps the login. */
final class LoginTarget {
    @Option(names = "--url", paramLabel = "URL", description = "server address, saved in the profile")
    @Nullable
    String url;

    @Option(
            names = "--save-profile",
            paramLabel = "NAME",
            description = "profile to store the login in; created if missing")
    @Nullable
    String saveProfile;

    /** A client that sends no token. */
    ApiClient client(Call call) {
        return call.connect(server(call), Login.none());
    }

    private String server(Call call) {
        if (url != null) {
            return url;
        }
        // A profile that is only now created has no address yet: the one of this call is taken.
        return saveProfile != null && call.config().hasProfile(saveProfile)
                ? call.config().profile(saveProfile).apiUrl()
                : call.apiUrl();
    }

    /**
     * Stores the tokens that the server answered, and says whose they are.
     *
     * @param method direct, ldap, sso or token (cli.md §2.2)
     */
    ExitCode keep(Call call, ApiClient client, JsonNode tokens, String method, String login) {
        String profile = saveProfile != null ? saveProfile : call.profileName();
        ConfigFile.update(call.configPath(), content -> {
            var fields = ConfigFile.profileFields(content, profile);
            fields.put("api_url", client.baseUrl());
            fields.put("auth_token", Nodes.text(tokens, "access_token"));
            fields.put("refresh_token", Nodes.text(tokens, "refresh_token"));
            fields.put("auth_method", method);
            fields.put("username", login);
        });
        var result = Nodes.object()
                .put("profile", profile)
                .put("api_url", client.baseUrl())
                .put("login", login)
                .put("expires_in", tokens.path("expires_in").asLong());
        call.output().say("Logged in.");
        call.output()
                .object(
                        result,
                        List.of(
                                Column.of("Login", "login"),
                                Column.of("Server", "api_url"),
                                Column.of("Profile", "profile")),
                        "login");
        return ExitCode.SUCCESS;
    }
}
