package io.attune.worker.run;

import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.execution.ExecutionStatus;
import io.attune.worker.WorkerConfig;
import io.attune.worker.environment.InheritedVariables;
import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.gateway.RunReport;
import io.attune.worker.output.LiveLogs;
import io.attune.worker.output.RunOutput;
import io.attune.worker.pack.PackFiles;
import io.attune.worker.process.ProcessEnd;
import io.attune.worker.process.ProcessSpec;
import io.attune.worker.process.ProcessSupervisor;
import io.attune.worker.process.StopSignal;
import io.attune.worker.run.RunReports.Ending;
import io.attune.worker.runtime.CommandLine;
import io.attune.worker.runtime.Interpreters;
import io.attune.worker.runtime.Program;
import io.attune.worker.runtime.UnrunnableException;
import io.attune.worker.runtime.internal.InternalActions;
import io.attune.worker.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The road of one execution that may start: command, environment, parameters, process, output, result (runtime.md §5.2). Whatever goes
 * wrong becomes a report; no run is left without one. Thread-safe.
 */
public final class Runner {
    private static final byte[] NOTHING = new byte[0];
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    private final WorkerConfig config;
    private final Path runs;
    private final Map<String, String> inherited;
    private final PackFiles packs;
    private final Interpreters interpreters;
    private final InternalActions internal;
    private final ProcessSupervisor processes;
    private final LiveLogs logs;

    /**
     * @param runs where temporary directories are made
     * @param own the worker's own environment
     */
    public Runner(
            WorkerConfig config,
            Path runs,
            Map<String, String> own,
            PackFiles packs,
            Interpreters interpreters,
            InternalActions internal,
            ProcessSupervisor processes,
            LiveLogs logs) {
        this.config = config;
        this.runs = runs;
        this.inherited = InheritedVariables.of(own);
        this.packs = packs;
        this.interpreters = interpreters;
        this.internal = internal;
        this.processes = processes;
        this.logs = logs;
    }

    /** Runs to the end, in the calling thread; a platform thread unless the runtime is {@code internal}. */
    public RunReport run(LeasedRun run, StopSignal stop) {
        var output = new RunOutput(
                run.secretValues(), config.stdoutLimit(), config.stderrLimit(), run.secretOutput() != null);
        if (stop.reason() != null) {
            return stoppedBeforeStart(run, stop, output);
        }
        try {
            var ending = run.runtimeName().equals("internal") ? act(run, stop, output) : spawn(run, stop, output);
            return RunReports.ended(run, ending, output);
        } catch (UnrunnableException e) {
            return RunReports.unstarted(run, ExecutionStatus.FAILED, String.valueOf(e.getMessage()), output);
        } catch (IOException e) {
            output.finish();
            return RunReports.unstarted(
                    run, ExecutionStatus.FAILED, "The worker could not run this: " + e.getMessage(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return RunReports.unstarted(
                    run, ExecutionStatus.ABANDONED, "The worker was stopped before the run ended", output);
        } catch (RuntimeException e) {
            LOG.error("a bug ended a run execution={} action={}", run.execution(), run.actionRef(), e);
            return RunReports.unstarted(
                    run,
                    ExecutionStatus.FAILED,
                    "The worker failed: " + e.getClass().getSimpleName(),
                    output);
        }
    }

    private static RunReport stoppedBeforeStart(LeasedRun run, StopSignal stop, RunOutput output) {
        return stop.reason() == StopSignal.Reason.CANCELLED
                ? RunReports.unstarted(
                        run, ExecutionStatus.CANCELLED, "Cancelled by user before execution started", output)
                : RunReports.unstarted(
                        run, ExecutionStatus.ABANDONED, "The worker was stopped before the run started", output);
    }

    private Ending act(LeasedRun run, StopSignal stop, RunOutput output) throws InterruptedException {
        long start = System.nanoTime();
        var end = internal.run(run, stop);
        var duration = since(start);
        accept(output, end.stdout(), end.stderr());
        var stopped = end.exitCode() == -1 && !end.timedOut() ? stop.reason() : null;
        return new Ending(end.exitCode(), end.timedOut(), stopped, duration, end.data());
    }

    private static void accept(RunOutput output, String stdout, String stderr) {
        byte[] out = stdout.getBytes(StandardCharsets.UTF_8);
        byte[] err = stderr.getBytes(StandardCharsets.UTF_8);
        output.stdout().accept(out, out.length);
        output.stderr().accept(err, err.length);
        output.finish();
    }

    private Ending spawn(LeasedRun run, StopSignal stop, RunOutput output) throws IOException, UnrunnableException {
        var pack = packs.directory(run.packRef(), run.packChecksum());
        var command = CommandLine.of(run, pack, interpreters);
        try (var temporary = TemporaryDirectory.create(runs.resolve(run.execution() + "-" + run.attempt()))) {
            var environment = environment(run, pack, temporary.path());
            var spec = new ProcessSpec(
                    command.words(),
                    environment,
                    pack.orElse(temporary.path()),
                    temporary.path(),
                    standardInput(run, temporary, environment),
                    command.script(),
                    run.timeout(),
                    config.killGrace(),
                    null);
            if (!config.exemptPacks().contains(run.packRef())) {
                spec = config.sandbox().confine(spec, reach(run, pack, command));
            }
            logs.follow(run.execution(), output);
            long start = System.nanoTime();
            ProcessEnd end;
            try {
                end = processes.run(spec, output.stdout(), output.stderr(), stop);
            } finally {
                logs.leave(run.execution());
            }
            var duration = since(start);
            output.finish();
            return new Ending(end.exitCode(), end.timedOut(), end.timedOut() ? null : stop.reason(), duration, null);
        }
    }

    private Sandbox.Reach reach(LeasedRun run, Optional<Path> pack, CommandLine command) {
        return new Sandbox.Reach(
                pack,
                config.environments(),
                config.artifacts(),
                TemporaryDirectory.shared(config.directory(), run.tenant()),
                command.installation());
    }

    /** The allow-list of security.md §4.4, and nothing else. */
    private Map<String, String> environment(LeasedRun run, Optional<Path> pack, Path temporary) {
        var environment = new TreeMap<>(inherited);
        environment.putAll(run.environment());
        environment.put("TMPDIR", temporary.toString());
        environment.put("ATTUNE_ARTIFACTS_DIR", config.artifacts().toString());
        environment.put("ATTUNE_RUNTIME_ENVS_DIR", config.environments().toString());
        environment.put("ATTUNE_PARAMETER_DELIVERY", run.parameterDelivery().wire());
        environment.put("ATTUNE_PARAMETER_FORMAT", run.parameterFormat().wire());
        CommandLine.addVariables(Program.of(run), pack, environment);
        return environment;
    }

    private static byte[] standardInput(LeasedRun run, TemporaryDirectory temporary, Map<String, String> environment)
            throws IOException {
        var document = ParameterDocument.encode(run.parameters(), run.parameterFormat());
        if (run.parameterDelivery() == ParameterDelivery.STDIN) {
            return document.getBytes(StandardCharsets.UTF_8);
        }
        var file = temporary.write("parameters." + run.parameterFormat().wire().toLowerCase(Locale.ROOT), document);
        environment.put("ATTUNE_PARAMETER_FILE", file.toString());
        return NOTHING;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
