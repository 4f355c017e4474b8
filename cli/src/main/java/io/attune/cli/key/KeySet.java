package io.attune.cli.key;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = "set the value of a key, which is made if there is none; asked for when no option gives it",
        footer = {
            "",
            "Examples:",
            "  attune key set github_token --encrypt",
            "  pass show github | attune key set github_token --encrypt --value -"
        })
final class KeySet extends AttuneCommand {
    @Parameters(paramLabel = "KEY", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Mixin
    private final ValueOptions value = new ValueOptions();

    @Option(
            names = {"-e", "--encrypt"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "it is a secret: masked, and read only with keys:decrypt")
    @Nullable
    Boolean encrypt;

    @Mixin
    private final OwnerOptions owner = new OwnerOptions();

    @Mixin
    private final ExpiryOptions expiry = new ExpiryOptions();

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("ref", key);
        owner.put(call, request);
        expiry.put(call, request);
        if (encrypt != null) {
            request.put("encrypted", encrypt);
        }
        request.set("value", value.read(call, Boolean.TRUE.equals(encrypt)));
        Keys.show(call, Upsert.send(call, request));
        return ExitCode.SUCCESS;
    }
}
