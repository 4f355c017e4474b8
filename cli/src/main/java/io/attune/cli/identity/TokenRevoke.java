package io.attune.cli.identity;

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
        name = "revoke",
        description = "end a token's validity at once; its record stays",
        footer = {"", "Example: attune auth token revoke 7 --reason 'laptop stolen'"})
final class TokenRevoke extends AttuneCommand {
    @Parameters(paramLabel = "TOKEN_ID", description = "id of the token")
    long token;

    @Mixin
    private final TokenOwner owner = new TokenOwner();

    @Option(names = "--reason", paramLabel = "TEXT", description = "kept with the record")
    @Nullable
    String reason;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object();
        if (reason != null) {
            request.put("reason", reason);
        }
        call.output()
                .object(
                        call.client().send("POST", owner.path(call) + "/" + token + "/revoke", request),
                        TokenColumns.DETAIL,
                        "id");
        return ExitCode.SUCCESS;
    }
}
