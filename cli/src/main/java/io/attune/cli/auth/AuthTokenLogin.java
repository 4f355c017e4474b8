package io.attune.cli.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.ApiClient;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "token-login",
        description = "log in with an integration token and store the login in a profile",
        footer = {
            "",
            "Examples:",
            "  attune auth token-login                    # asks for the token",
            "  attune auth token-login --token @token.txt --save-profile ci"
        })
final class AuthTokenLogin extends AttuneCommand {
    @Option(
            names = "--token",
            paramLabel = "T",
            description = "integration token, @file or @- for standard input; asked for when absent")
    @Nullable
    String token;

    @Mixin
    private final LoginTarget target = new LoginTarget();

    @Override
    protected ExitCode run(Call call) {
        ApiClient client = target.client(call);
        String secret = token != null ? call.content(token) : call.askSecretly("Token: ", "--token @FILE");
        JsonNode tokens =
                client.open("POST", "/auth/token-login", Nodes.object().put("token", secret.strip()));
        return target.keep(call, client, tokens, "token", Nodes.text(tokens.path("user"), "login"));
    }
}
