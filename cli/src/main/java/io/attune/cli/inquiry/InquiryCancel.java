package io.attune.cli.inquiry;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = "ask no more; executions that wait for the answer are cancelled",
        footer = {"", "Example: attune inquiry cancel 7 --yes"})
final class InquiryCancel extends AttuneCommand {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "ids of inquiries")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    List<Long> ids;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        call.confirm(
                ids.size() == 1
                        ? "Cancel inquiry " + ids.getFirst() + " and what waits for it?"
                        : "Cancel " + ids.size() + " inquiries and what waits for them?",
                yes);
        List<JsonNode> cancelled = ids.stream()
                .map(id -> call.client()
                        .send("PUT", InquiryColumns.path(id), Nodes.object().put("status", "cancelled")))
                .toList();
        call.output().list(cancelled, InquiryColumns.LIST, "id", "Nothing to cancel.", Nodes.object());
        return ExitCode.SUCCESS;
    }
}
