package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "watch",
        description = "follow one execution to its end, or without an id all of them",
        footer = {"", "Examples:", "  attune execution watch 42", "  attune execution watch --rule ops.restart_on_alert"
        })
final class ExecutionWatchCommand extends AttuneCommand {
    @Parameters(arity = "0..1", paramLabel = "ID", description = "id, @last or @last-failed")
    @Nullable
    String id;

    @Mixin
    private final ExecutionFilters filters = new ExecutionFilters();

    @Option(
            names = {"-l", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            description = "how many to list first (default 20)")
    int limit;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "300",
            description = "longest wait for one execution (default 300 s)")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String timeout;

    @Option(names = "--cancel-on-interrupt", description = "Ctrl-C cancels the execution instead of leaving it")
    boolean cancelOnInterrupt;

    @Mixin
    final OldOptions old = new OldOptions();

    @Override
    protected ExitCode run(Call call) {
        if (id == null && filters.identity != null) {
            throw Failure.usage(
                    "A live list cannot be filtered by identity",
                    "attune execution list --identity " + filters.identity);
        }
        if (id == null) {
            return new LiveList(call, filters, limit).run();
        }
        if (filters.any()) {
            throw Failure.usage("An id and list filters exclude each other", null);
        }
        return new ExecutionWatch(call, References.execution(call, id), true, cancelOnInterrupt, false)
                .until(Durations.parse(timeout));
    }
}
