package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.References;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "inquiries",
        description = "what an execution asks people",
        footer = {"", "Example: attune execution inquiries @last"})
final class ExecutionInquiries extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.of("ID", "id"),
            Column.of("Prompt", "prompt"),
            Column.of("Assigned to", "assigned_to"),
            Column.status("Status", "status"),
            Column.time("Until", "timeout_at"),
            Column.time("Created", "created"));

    @Parameters(paramLabel = "ID", description = "id, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String id;

    @Override
    protected ExitCode run(Call call) {
        var source = new Listing.Source(
                "/executions/" + References.execution(call, id) + "/inquiries",
                Query.none(),
                Paging.Dialect.PAGE_SIZE,
                _ -> true,
                "id",
                0,
                "It asks nobody. Its tasks may: attune inquiry list");
        Listing.rows(100).show(call, source, COLUMNS);
        return ExitCode.SUCCESS;
    }
}
