package io.attune.cli.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.ApiClient;
import io.attune.cli.client.Login;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.profile.ConfigFile;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "login",
        description = "log in with a password and store the login in a profile",
        footer = {"", "Example: attune auth login --username admin@attune.local --url http://localhost:8080"})
final class AuthLogin extends AttuneCommand {
    @Option(
            names = {"-u", "--username"},
            paramLabel = "NAME",
            description = "login name; asked for when absent")
    @Nullable
    String username;

    @Option(
            names = "--password",
            paramLabel = "PW",
            description = "visible to other users of this machine; prefer the prompt")
    @Nullable
    String password;

    @Option(names = "--password-stdin", description = "read the password from standard input")
    boolean passwordFromInput;

    @Option(names = "--url", paramLabel = "URL", description = "server address, saved in the profile")
    @Nullable
    String url;

    @Option(
            names = "--save-profile",
            paramLabel = "NAME",
            description = "profile to store the login in; created if missing")
    @Nullable
    String saveProfile;

    @Override
    protected ExitCode run(Call call) {
        String profile = saveProfile != null ? saveProfile : call.profileName();
        String server = server(call, profile);
        ApiClient client = call.connect(server, Login.none());
        String login = username != null ? username : call.ask("Login: ", "--username NAME");
        String path = loginPath(client);
        JsonNode tokens =
                client.open("POST", path, Nodes.object().put("login", login).put("password", secret(call)));
        String method = path.contains("ldap") ? "ldap" : "direct";
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

    private String server(Call call, String profile) {
        if (url != null) {
            return url;
        }
        // A profile that is only now created has no address yet: the one of this call is taken.
        return call.config().hasProfile(profile) && saveProfile != null
                ? call.config().profile(profile).apiUrl()
                : call.apiUrl();
    }

    private static String loginPath(ApiClient client) {
        JsonNode settings;
        try {
            settings = client.open("GET", "/auth/settings", null);
        } catch (Failure refused) {
            if (refused.exitCode() != ExitCode.NOT_FOUND) {
                throw refused;
            }
            return "/auth/login";
        }
        boolean directoryOnly = settings.path("ldap_enabled").asBoolean(false)
                && !settings.path("local_password_enabled").asBoolean(true);
        return directoryOnly ? "/auth/ldap/login" : "/auth/login";
    }

    private String secret(Call call) {
        if (password != null) {
            return password;
        }
        if (passwordFromInput) {
            return call.file("-").strip();
        }
        String variable = call.surroundings().environment().get("ATTUNE_PASSWORD");
        return variable != null && !variable.isEmpty()
                ? variable
                : call.askSecretly("Password: ", "--password-stdin or ATTUNE_PASSWORD");
    }
}
