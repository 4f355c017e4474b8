package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.JsonInput;
import io.attune.cli.call.NewPassword;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "update",
        description = "change an identity; a new password ends its sessions",
        footer = {"", "Example: attune identity update ada --ask-password"})
final class IdentityUpdate extends AttuneCommand {
    @Parameters(paramLabel = "IDENTITY", description = "login or id")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Option(names = "--display-name", paramLabel = "TEXT", description = "new name shown to others")
    @Nullable
    String displayName;

    @Mixin
    private final NewPassword password = new NewPassword();

    @Option(names = "--ask-password", description = "ask for a new password")
    boolean askPassword;

    @Option(names = "--attributes", paramLabel = "JSON", description = "new attributes; they replace the present ones")
    @Nullable
    String attributes;

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object();
        if (displayName != null) {
            change.put("display_name", displayName);
        }
        String secret = askPassword ? password.read(call) : password.given(call);
        if (secret != null) {
            change.put("password", secret);
        }
        if (attributes != null) {
            change.set("attributes", JsonInput.object(call, "--attributes", attributes));
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "Give --display-name, --ask-password or --attributes");
        }
        Identities.show(call, call.client().send("PUT", Identities.path(call, identity), change));
        return ExitCode.SUCCESS;
    }
}
