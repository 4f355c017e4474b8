package io.attune.worker;

import io.attune.worker.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a worker is told at its start.
 *
 * @param name unique in the platform; the same name keeps its identity over restarts
 * @param workerType {@code local}, {@code remote} or {@code container}
 * @param host shown to operators
 * @param slots processes at the same time, at least 1
 * @param directory of this worker alone, for temporary files
 * @param artifacts root of artifact files, given to actions
 * @param environments root of dependency environments, given to actions
 * @param stdoutLimit bytes kept of a run ({@code worker.max_stdout_bytes})
 * @param stderrLimit bytes kept of a run ({@code worker.max_stderr_bytes})
 * @param killGrace between SIGTERM and SIGKILL (runtime.md §5.3)
 * @param labels for selectors
 * @param taints that runs must tolerate
 * @param inProcess whether it lives inside the server
 * @param sandbox how runs are confined
 * @param exemptPacks refs of packs whose runs are not
 */
public record WorkerConfig(
        String name,
        String workerType,
        String host,
        int slots,
        Path directory,
        Path artifacts,
        Path environments,
        int stdoutLimit,
        int stderrLimit,
        Duration killGrace,
        Map<String, String> labels,
        List<String> taints,
        boolean inProcess,
        Sandbox sandbox,
        Set<String> exemptPacks) {
    public static final Duration KILL_GRACE = Duration.ofSeconds(5);
    public static final int OUTPUT_LIMIT = 10 << 20;

    public WorkerConfig {
        // Actions get these as they are, and run elsewhere.
        directory = directory.toAbsolutePath();
        artifacts = artifacts.toAbsolutePath();
        environments = environments.toAbsolutePath();
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
        exemptPacks = Set.copyOf(exemptPacks);
        if (slots < 1) {
            throw new IllegalArgumentException("a worker needs at least 1 slot, found " + slots);
        }
    }
}
