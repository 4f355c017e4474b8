package io.attune.cli.key;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
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
        description = "change a key; a new value alone is set with 'key set'",
        footer = {"", "Example: attune key update github_token --encrypted true --expires-at 2027-01-01"})
final class KeyUpdate extends AttuneCommand {
    @Parameters(paramLabel = "KEY", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Option(names = "--name", paramLabel = "TEXT", description = "new name")
    @Nullable
    String name;

    @Mixin
    private final ValueOptions value = new ValueOptions();

    @Option(
            names = "--encrypted",
            arity = "1",
            paramLabel = "BOOL",
            description = "true makes it a secret, false ends that")
    @Nullable
    Boolean encrypted;

    @Mixin
    private final ExpiryOptions expiry = new ExpiryOptions();

    @Override
    protected ExitCode run(Call call) {
        var change = Nodes.object();
        if (name != null) {
            change.put("name", name);
        }
        if (encrypted != null) {
            change.put("encrypted", encrypted);
        }
        expiry.patch(call, change);
        if (value.given()) {
            change.set("value", value.read(call, Boolean.TRUE.equals(encrypted)));
        }
        if (change.isEmpty()) {
            throw Failure.usage("Nothing to change", "attune key update --help; a new value: attune key set " + key);
        }
        Keys.show(call, call.client().send("PUT", Keys.path(key), change));
        return ExitCode.SUCCESS;
    }
}
