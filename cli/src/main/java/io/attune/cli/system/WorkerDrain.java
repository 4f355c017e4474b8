package io.attune.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Durations;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "drain",
        description = "give a worker no new executions and wait until nothing runs there; 'uncordon' undoes it",
        footer = {"", "Example: attune worker drain local --wait --reason 'kernel update'"})
final class WorkerDrain extends AttuneCommand {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Parameters(paramLabel = "WORKER", description = "id or name")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String worker;

    @Option(names = "--reason", paramLabel = "TEXT", description = "shown to others")
    @Nullable
    String reason;

    @Option(names = "--wait", description = "until nothing runs there any more")
    boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "longest wait (default 10m)")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String timeout;

    @Override
    protected ExitCode run(Call call) {
        var longest = Durations.parse(timeout);
        long started = System.nanoTime();
        String path = Workers.path(call, worker);
        JsonNode state =
                call.client().send("POST", path + "/cordon", Nodes.object().put("reason", reason));
        while (wait && busy(state) > 0) {
            if (System.nanoTime() - started > longest.toNanos()) {
                throw Failure.of(
                        ExitCode.WAIT_TIMED_OUT,
                        busy(state) + " executions still run on '" + worker + "' after " + longest.toSeconds() + " s",
                        "It stays cordoned. Wait on: attune worker drain " + worker + " --wait");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            state = call.client().get(path);
        }
        call.output().object(state, Workers.COLUMNS, "id");
        return ExitCode.SUCCESS;
    }

    private static long busy(JsonNode state) {
        return state.path("load").path("total_active").asLong();
    }
}
