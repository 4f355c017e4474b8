package io.attune.cli.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.NewPassword;
import io.attune.cli.client.ApiClient;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "register",
        description = "make an account of your own, where the server allows it, and log in",
        footer = {"", "Example: attune auth register --username ada --display-name 'Ada Lovelace'"})
final class AuthRegister extends AttuneCommand {
    @Option(
            names = {"-u", "--username"},
            required = true,
            paramLabel = "NAME",
            description = "login name")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String username;

    @Option(names = "--display-name", paramLabel = "TEXT", description = "name shown to others")
    @Nullable
    String displayName;

    @Mixin
    private final NewPassword password = new NewPassword();

    @Mixin
    private final LoginTarget target = new LoginTarget();

    @Override
    protected ExitCode run(Call call) {
        ApiClient client = target.client(call);
        var request = Nodes.object().put("login", username).put("password", password.read(call));
        if (displayName != null) {
            request.put("display_name", displayName);
        }
        JsonNode tokens = client.outside("POST", "/auth/register", request);
        return target.keep(call, client, tokens, "direct", username);
    }
}
