package io.attune.cli.key;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "keys you may read; their values are not shown",
        footer = {"", "Example: attune key list --owner-type pack --owner ops"})
final class KeyList extends AttuneCommand {
    @Mixin
    private final KeyFilters filters = new KeyFilters();

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        listing.show(call, filters.source(), Keys.LIST);
        return ExitCode.SUCCESS;
    }
}
