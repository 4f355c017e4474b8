package io.attune.bench.micro;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.execution.ExecutionStatus;
import io.attune.worker.WorkerConfig;
import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.output.LiveLogs;
import io.attune.worker.pack.PackFiles;
import io.attune.worker.process.ProcessSupervisor;
import io.attune.worker.process.StopSignal;
import io.attune.worker.run.Runner;
import io.attune.worker.runtime.Interpreters;
import io.attune.worker.runtime.internal.InternalActions;
import io.attune.worker.sandbox.Sandbox;
import io.attune.worker.sandbox.VisibleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a shell action costs the worker beside a bare spawn-and-wait loop of the same command (target: at least 70 % of its rate), and what
 * an internal action costs. Arguments: processes per round, threads. Prints one line per round and kind.
 */
public final class SpawnBenchmark {
    private static final int ROUNDS = 4;
    private static final int INTERNAL_RUNS = 200_000;
    private static final String SCRIPT = "echo hello";

    private final Runner runner;
    private final Path pack;
    private final AtomicLong ids = new AtomicLong();

    private SpawnBenchmark(Runner runner, Path pack) {
        this.runner = runner;
        this.pack = pack;
    }

    public static void main(String[] arguments) throws Exception {
        int processes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        var directory = Files.createTempDirectory("attune-spawn-");
        var actions = Files.createDirectories(directory.resolve("packs/bench/actions"));
        Files.writeString(actions.resolve("hello.sh"), SCRIPT + "\n");
        var runs = Files.createDirectory(directory.resolve("runs"));
        try (var internal = new InternalActions();
                var logs = new LiveLogs((_, _, _, _) -> {});
                var supervisor = ProcessSupervisor.open(runs)) {
            var visible = new VisibleFiles(List.of(), directory, Path.of(System.getProperty("user.home")));
            var config = new WorkerConfig(
                    "bench",
                    "local",
                    "localhost",
                    threads,
                    directory,
                    directory,
                    directory,
                    WorkerConfig.OUTPUT_LIMIT,
                    WorkerConfig.OUTPUT_LIMIT,
                    WorkerConfig.KILL_GRACE,
                    Map.of(),
                    List.of(),
                    true,
                    new Sandbox.ProcessLevel("what is measured is the supervisor", visible),
                    Set.of());
            var packs = PackFiles.shared(directory.resolve("packs"));
            var interpreters = new Interpreters(System.getenv(), visible);
            var runner = new Runner(config, runs, System.getenv(), packs, interpreters, internal, supervisor, logs);
            new SpawnBenchmark(runner, directory.resolve("packs/bench")).measure(processes, threads);
        } finally {
            TemporaryDirectory.remove(directory);
        }
    }

    private void measure(int processes, int threads) throws Exception {
        for (int round = 1; round <= ROUNDS; round++) {
            double bare = perSecond(processes, threads, this::bare);
            double file = perSecond(processes, threads, () -> run("shell", "bench.hello", "hello.sh", false));
            double inline = perSecond(processes, threads, () -> run("shell", "bench.inline", SCRIPT, true));
            double internal = perSecond(INTERNAL_RUNS, threads, () -> run("internal", "core.noop", "", false));
            System.out.printf(
                    "round %d: bare spawn %.0f/s, shell file %.0f/s (%.0f %%), shell inline %.0f/s (%.0f %%), core.noop %.1f us%n",
                    round, bare, file, 100 * file / bare, inline, 100 * inline / bare, 1e6 * threads / internal);
        }
    }

    private void bare() throws IOException, InterruptedException {
        var process =
                new ProcessBuilder("/bin/bash", pack.resolve("actions/hello.sh").toString()).start();
        process.getOutputStream().close();
        byte[] _ = process.getInputStream().readAllBytes();
        byte[] _ = process.getErrorStream().readAllBytes();
        require(process.waitFor() == 0);
    }

    private void run(String runtime, String action, String entrypoint, boolean adhoc) {
        var run = new LeasedRun(
                ids.incrementAndGet(),
                1,
                true,
                1,
                action,
                "bench",
                true,
                adhoc,
                entrypoint,
                runtime,
                JsonNodeFactory.instance.objectNode(),
                ParameterDelivery.STDIN,
                ParameterFormat.JSON,
                OutputFormat.TEXT,
                null,
                JsonNodeFactory.instance.objectNode().put("message", "hello"),
                List.of(),
                Map.of("ATTUNE_EXEC_ID", "1"),
                Duration.ofSeconds(30),
                null);
        require(runner.run(run, new StopSignal()).status() == ExecutionStatus.COMPLETED);
    }

    private static void require(boolean succeeded) {
        if (!succeeded) {
            throw new IllegalStateException("a measured run failed; its figures would mean nothing");
        }
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private static double perSecond(int count, int threads, Task task) throws InterruptedException, ExecutionException {
        var next = new AtomicLong();
        Callable<Void> worker = () -> {
            while (next.getAndIncrement() < count) {
                task.run();
            }
            return null;
        };
        long begin = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var done : pool.invokeAll(Collections.nCopies(threads, worker))) {
                done.get();
            }
        }
        return count * 1e9 / (System.nanoTime() - begin);
    }
}
