package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "workers and their load",
        footer = {"", "Example: attune worker list"})
final class WorkerList extends AttuneCommand {
    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(call, Workers.source(), Workers.COLUMNS);
        return ExitCode.SUCCESS;
    }
}
