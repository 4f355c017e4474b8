package io.attune.cli.inquiry;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.identity.Identities;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "assign",
        description = "let somebody else answer",
        footer = {"", "Example: attune inquiry assign 7 ada@example.com"})
final class InquiryAssign extends AttuneCommand {
    @Parameters(index = "0", paramLabel = "ID", description = "id of the inquiry")
    long id;

    @Parameters(index = "1", paramLabel = "IDENTITY", description = "login or id of who is to answer")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String identity;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object().put("assigned_to", Identities.idOrOwn(call, identity));
        InquiryColumns.show(call, call.client().send("PUT", InquiryColumns.path(id), request));
        return ExitCode.SUCCESS;
    }
}
