package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rotate",
        description = "replace the value of an existing key; with --generate by a random one",
        footer = {
            "",
            "Examples:",
            "  attune key rotate webhook_secret --generate",
            "  attune key rotate github_token --value-file token.txt"
        })
final class KeyRotate extends AttuneCommand {
    private static final int LONGEST = 1024;

    @Parameters(paramLabel = "KEY", description = "ref")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String key;

    @Mixin
    private final ValueOptions value = new ValueOptions();

    @Option(
            names = "--generate",
            arity = "0..1",
            fallbackValue = "32",
            paramLabel = "BYTES",
            description =
                    "make a random value of so many bytes (32), written in URL-safe base64; see it with 'key get'")
    @Nullable
    Integer generate;

    @Override
    protected ExitCode run(Call call) {
        if (generate != null && value.given()) {
            throw Failure.usage("--generate and a value exclude each other", null);
        }
        var change = Nodes.object();
        change.set("value", generate == null ? value.read(call, false) : random(generate));
        Keys.show(call, call.client().send("PUT", Keys.path(key), change));
        return ExitCode.SUCCESS;
    }

    private static JsonNode random(int size) {
        if (size < 16 || size > LONGEST) {
            throw Failure.usage("--generate takes 16 to " + LONGEST + " bytes, not " + size, null);
        }
        byte[] bytes = new byte[size];
        new SecureRandom().nextBytes(bytes);
        return JsonNodeFactory.instance.textNode(
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
}
