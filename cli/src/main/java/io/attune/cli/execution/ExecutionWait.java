package io.attune.cli.execution;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.call.References;
import io.attune.cli.outcome.ExitCode;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "wait",
        description = "wait until executions end; the exit code is the outcome, with several the first bad one",
        footer = {"", "Example: attune execution wait 42 43 --timeout 10m"})
public final class ExecutionWait extends AttuneCommand {
    @Parameters(arity = "1..*", paramLabel = "ID", description = "ids, @last or @last-failed")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    List<String> ids;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "300",
            description = "longest wait for all (default 300 s)")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String timeout;

    @Option(
            names = "--fail-on-inquiry",
            description = "stop with exit code 22 when one waits for the answer of a person")
    boolean failOnInquiry;

    @Override
    protected ExitCode run(Call call) {
        long deadline = System.nanoTime() + Durations.parse(timeout).toNanos();
        ExitCode outcome = ExitCode.SUCCESS;
        for (String id : ids) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            ExitCode one = watch(call, References.execution(call, id)).until(left);
            outcome = outcome == ExitCode.SUCCESS ? one : outcome;
        }
        return outcome;
    }

    private ExecutionWatch watch(Call call, long id) {
        var watch = new ExecutionWatch(call, id, false, false, false);
        return failOnInquiry ? watch.failingOnInquiry() : watch;
    }
}
