package io.attune.cli.key;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "store a value under a new ref; asked for when no option gives it",
        footer = {
            "",
            "Examples:",
            "  attune key create --ref github_token --encrypt",
            "  attune key create --ref deploy_key --owner-pack-ref ops --encrypt --value-file ~/.ssh/deploy",
            "  attune key create --ref ops_limits --value '{\"max\": 5}'"
        })
final class KeyCreate extends AttuneCommand {
    @Option(names = "--ref", required = true, paramLabel = "REF", description = "ref of the key")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String ref;

    @Option(names = "--name", paramLabel = "TEXT", description = "its name for the owner; the ref when absent")
    @Nullable
    String name;

    @Mixin
    private final ValueOptions value = new ValueOptions();

    @Option(
            names = {"-e", "--encrypt"},
            description = "it is a secret: masked, and read only with keys:decrypt")
    boolean encrypt;

    @Mixin
    private final OwnerOptions owner = new OwnerOptions();

    @Mixin
    private final ExpiryOptions expiry = new ExpiryOptions();

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("ref", ref).put("name", name == null ? ref : name);
        owner.put(call, request);
        expiry.put(call, request);
        request.put("encrypted", encrypt);
        request.set("value", value.read(call, encrypt));
        Keys.show(call, call.client().send("POST", "/keys", request));
        return ExitCode.SUCCESS;
    }
}
