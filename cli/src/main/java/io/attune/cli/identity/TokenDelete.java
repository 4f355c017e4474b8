package io.attune.cli.identity;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        aliases = "rm",
        description = "delete a token with its record; 'revoke' keeps the record",
        footer = {"", "Example: attune auth token delete 7 --yes"})
final class TokenDelete extends AttuneCommand {
    @Parameters(paramLabel = "TOKEN_ID", description = "id of the token")
    long token;

    @Mixin
    private final TokenOwner owner = new TokenOwner();

    @Option(
            names = {"-y", "--yes"},
            description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        String path = owner.path(call) + "/" + token;
        call.confirm("Delete token " + token + "? Whatever logs in with it stops working.", yes);
        call.client().send("DELETE", path, null);
        call.output().done("Token " + token + " is deleted.");
        return ExitCode.SUCCESS;
    }
}
