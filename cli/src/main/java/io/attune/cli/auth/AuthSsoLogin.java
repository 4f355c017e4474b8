package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.client.ApiClient;
import io.attune.cli.client.Login;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.io.IOException;
import java.net.URI;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "sso-login",
        description = "log in through the organisation's single sign-on page",
        footer = {"", "Example: attune auth sso-login --url https://attune.example.com"})
final class AuthSsoLogin extends AttuneCommand {
    @Mixin
    private final LoginTarget target = new LoginTarget();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "port of this machine that the browser comes back to (any free one by default)")
    int port;

    @Option(names = "--no-browser", description = "print the address of the page instead of opening it")
    boolean noBrowser;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "longest wait for the login (default 5m)")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String timeout;

    @Override
    protected ExitCode run(Call call) {
        var longest = Durations.parse(timeout);
        ApiClient client = target.client(call);
        try (var loopback = new SsoCallback(port)) {
            var page = URI.create(Query.none()
                    .with("cli_redirect_uri", loopback.address())
                    .appendTo(client.baseUrl() + "/auth/oidc/login"));
            if (noBrowser || !call.surroundings().browser().open(page)) {
                call.surroundings().err().println("Open this page to log in: " + page);
            }
            var tokens = loopback.await(longest)
                    .orElseThrow(() -> Failure.of(
                            ExitCode.WAIT_TIMED_OUT,
                            "Nobody logged in within " + longest.toSeconds() + " s",
                            "attune auth sso-login --timeout 15m"));
            var me = call.connect(client.baseUrl(), Login.ofEnvironment(Nodes.text(tokens, "access_token"), null))
                    .outside("GET", "/auth/me");
            return target.keep(call, client, tokens, "sso", Nodes.text(me, "login"));
        } catch (IOException e) {
            throw Failure.of(
                    ExitCode.FAILURE,
                    "Cannot listen on port " + port + " (" + e.getMessage() + ")",
                    "Leave --port out.");
        }
    }
}
