package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "executions, newest first",
        footer = {"", "Example: attune execution list --status failed --action 'core.*'"})
final class ExecutionList extends AttuneCommand {
    @Mixin
    private final ExecutionFilters filters = new ExecutionFilters();

    @Mixin
    private final Listing listing = new Listing();

    @Option(names = "--count", description = "print only how many there are")
    boolean count;

    @Override
    protected ExitCode run(Call call) {
        if (count) {
            int found =
                    Listing.rows(100).each(call, source(call, filters), _ -> {}).count();
            if (call.output().format().forMachines()) {
                call.output().document(Nodes.object().put("count", found));
            } else {
                call.output().print(found + "\n");
            }
            return ExitCode.SUCCESS;
        }
        listing.show(call, source(call, filters), ExecutionColumns.LIST);
        return ExitCode.SUCCESS;
    }

    static Listing.Source source(Call call, ExecutionFilters filters) {
        return new Listing.Source(
                        "/executions",
                        filters.query(call),
                        Paging.Dialect.PER_PAGE,
                        filters.filter(call),
                        "id",
                        50,
                        "No executions match. Start one: attune run core.echo message=hello")
                .endingAt(filters.past(call));
    }
}
