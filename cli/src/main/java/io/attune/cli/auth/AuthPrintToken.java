package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Login;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "print-token",
        description = "print the access token for a script; renewed first when its time is over",
        footer = {
            "",
            "Example: curl -H \"Authorization: Bearer $(attune auth print-token)\" https://attune.example.com/auth/me"
        })
final class AuthPrintToken extends AttuneCommand {
    @Option(names = "--show", description = "print it on a terminal, too")
    boolean show;

    @Override
    protected ExitCode run(Call call) {
        Login login = call.client().login();
        String token = login.accessToken();
        if (token == null) {
            throw Failure.of(ExitCode.NOT_AUTHENTICATED, "Not logged in", "attune auth login --username NAME");
        }
        boolean over = AccessToken.expiry(token)
                .map(expiry -> !expiry.isAfter(call.surroundings().clock().instant()))
                .orElse(false);
        if (over && login.refreshToken() != null) {
            call.client().refreshNow();
            token = String.valueOf(login.accessToken());
        }
        boolean masked = call.surroundings().terminalOut() && !show;
        String shown = masked ? "***" : token;
        if (call.output().format().forMachines()) {
            call.output().object(Nodes.object().put("access_token", shown), java.util.List.of(), "access_token");
        } else {
            call.output().print(shown + "\n");
        }
        if (masked) {
            call.output().say("Masked on a terminal; --show prints it.");
        }
        return ExitCode.SUCCESS;
    }
}
