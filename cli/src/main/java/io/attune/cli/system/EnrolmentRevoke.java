package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "revoke",
        description = "shut a token's worker out at once; what it runs counts as lost; operators only",
        footer = {"", "Example: attune worker token revoke 7 --reason 'machine sold'"})
final class EnrolmentRevoke extends AttuneCommand {
    @Parameters(paramLabel = "TOKEN_ID", description = "id of the token, as 'attune worker token list' shows it")
    long token;

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
                        call.client().send("POST", Enrolments.PATH + "/" + token + "/revoke", request),
                        Enrolments.DETAIL,
                        "id");
        return ExitCode.SUCCESS;
    }
}
