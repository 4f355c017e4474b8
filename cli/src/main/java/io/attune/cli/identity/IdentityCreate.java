package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.NewPassword;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "make an identity: a person, or without a password a service that logs in with a token",
        footer = {
            "",
            "Examples:",
            "  attune identity create ada --display-name 'Ada Lovelace' --ask-password",
            "  attune identity create deploy-bot --tenant ops",
            "  attune auth token create --identity-id deploy-bot --label ci"
        })
final class IdentityCreate extends AttuneCommand {
    @Parameters(paramLabel = "LOGIN", description = "login name")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String login;

    @Option(names = "--display-name", paramLabel = "TEXT", description = "name shown to others")
    @Nullable
    String displayName;

    @Mixin
    private final NewPassword password = new NewPassword();

    @Option(names = "--ask-password", description = "ask for a password")
    boolean askPassword;

    @Option(names = "--attributes", paramLabel = "JSON", description = "attributes, for grants that depend on them")
    @Nullable
    String attributes;

    @Option(names = "--tenant", paramLabel = "REF", description = "tenant to join; operators only")
    @Nullable
    String tenant;

    @Option(names = "--operator", description = "make it an operator of the platform; operators only")
    boolean operator;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("login", login);
        if (displayName != null) {
            request.put("display_name", displayName);
        }
        String secret = askPassword ? password.read(call) : password.given(call);
        if (secret != null) {
            request.put("password", secret);
        }
        if (attributes != null) {
            request.set("attributes", JsonInput.object(call, "--attributes", attributes));
        }
        if (tenant != null) {
            request.put("tenant_ref", tenant);
        }
        if (operator) {
            request.put("operator", true);
        }
        Identities.show(call, call.client().send("POST", "/identities", request));
        if (secret == null) {
            call.output()
                    .say("It has no password; give it a token: attune auth token create --identity-id " + login
                            + " --label NAME");
        }
        return ExitCode.SUCCESS;
    }
}
