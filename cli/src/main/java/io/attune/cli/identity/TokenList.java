package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "integration tokens, newest first",
        footer = {"", "Example: attune auth token list --identity-id deploy-bot"})
final class TokenList extends AttuneCommand {
    @Mixin
    private final TokenOwner owner = new TokenOwner();

    @Override
    protected ExitCode run(Call call) {
        var tokens = call.client().get(owner.path(call)).valueStream().toList();
        call.output()
                .list(
                        tokens,
                        TokenColumns.LIST,
                        "id",
                        "No tokens. Make one: attune auth token create --label NAME",
                        Nodes.object());
        return ExitCode.SUCCESS;
    }
}
