package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "executions, newest first",
        footer = {"", "Example: attune execution list --status failed --action 'core.*'"})
final class ExecutionList extends AttuneCommand {
    @Mixin
    private final ExecutionFilters filters = new ExecutionFilters();

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(call, source(filters), ExecutionColumns.LIST);
        return ExitCode.SUCCESS;
    }

    static Listing.Source source(ExecutionFilters filters) {
        return new Listing.Source(
                "/executions",
                filters.query(),
                Paging.Dialect.PER_PAGE,
                filters::test,
                "id",
                50,
                "No executions match. Start one: attune run core.echo message=hello");
    }
}
