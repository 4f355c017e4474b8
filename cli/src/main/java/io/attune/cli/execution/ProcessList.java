package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "ps",
        description = "executions that have not ended",
        footer = {"", "Example: attune ps --pack core"})
public final class ProcessList extends AttuneCommand {
    @Mixin
    private final ExecutionFilters filters = new ExecutionFilters();

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        filters.active = true;
        listing.show(call, ExecutionList.source(call, filters), ExecutionColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
