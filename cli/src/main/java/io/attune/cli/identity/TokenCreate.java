package io.attune.cli.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Moments;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "make an integration token; it is shown this once",
        footer = {
            "",
            "Examples:",
            "  attune auth token create --label laptop --for-me",
            "  attune auth token create --identity-id deploy-bot --label ci --expires-at 90d --quiet > token.txt"
        })
final class TokenCreate extends AttuneCommand {
    private static final List<Column> MADE = List.of(
            Column.of("Token", "token"),
            Column.of("ID", "integration_token.id"),
            Column.of("Label", "integration_token.label"),
            Column.time("Expires", "integration_token.expires_at"));

    @Mixin
    private final TokenOwner owner = new TokenOwner();

    @Option(names = "--for-me", description = "for yourself; the same as no --identity-id")
    boolean forMe;

    @Option(names = "--label", required = true, paramLabel = "TEXT", description = "what it is for")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String label;

    @Option(names = "--description", paramLabel = "TEXT", description = "more about it")
    @Nullable
    String description;

    @Option(
            names = "--expires-at",
            paramLabel = "TIME",
            description = "end of its validity: RFC 3339, a date, or a duration from now such as 90d")
    @Nullable
    String expiresAt;

    @Override
    protected ExitCode run(Call call) {
        if (forMe && owner.identity != null) {
            throw Failure.usage("--for-me and --identity-id exclude each other", null);
        }
        var request = Nodes.object().put("label", label);
        if (description != null) {
            request.put("description", description);
        }
        if (expiresAt != null) {
            request.put(
                    "expires_at",
                    Moments.future(call, "--expires-at", expiresAt).toString());
        }
        JsonNode made = call.client().send("POST", owner.path(call), request);
        call.output().object(made, MADE, "token");
        call.output().say("The token is not shown again. Log in with it: attune auth token-login");
        return ExitCode.SUCCESS;
    }
}
