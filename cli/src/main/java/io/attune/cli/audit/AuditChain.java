package io.attune.cli.audit;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "chain",
        description = "everything recorded for one request, oldest first",
        footer = {"", "Example: attune audit chain 0198f2b4-7c1e-7a50-9c56-3f1d2a6b8e90"})
final class AuditChain extends AttuneCommand {
    @Parameters(paramLabel = "REQUEST_ID", description = "id of the request, as errors and 'audit list' show it")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String request;

    @Override
    protected ExitCode run(Call call) {
        var records = call.client()
                .get("/audit-events/by-request/" + Query.segment(request))
                .valueStream()
                .toList();
        call.output().list(records, AuditColumns.LIST, "id", "Nothing is recorded for this request.", Nodes.object());
        return ExitCode.SUCCESS;
    }
}
