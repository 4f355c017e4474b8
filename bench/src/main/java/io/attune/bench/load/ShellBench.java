package io.attune.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Shell actions beside a bare spawn-and-wait loop. The two take turns, several times, so that both meet the same machine. The loop runs the
 * same script by the same interpreter, as many processes at once as the worker has slots.
 */
final class ShellBench {
    private static final String SCRIPT = "echo hello\n";
    private static final int ROUNDS = 5;
    private static final int RUNS = 1_500;
    private static final int CONNECTIONS = 8;
    private static final int SLOTS = 4 * Runtime.getRuntime().availableProcessors();

    private final Options options;
    private final Report report;
    private final Target target;
    private long completed;

    ShellBench(Options options, Report report, Target target) {
        this.options = options;
        this.report = report;
        this.target = target;
    }

    void run() throws IOException, InterruptedException {
        target.post(
                "/api/v1/actions",
                Target.object(
                        "ref",
                        "bench.echo",
                        "pack_ref",
                        "bench",
                        "label",
                        "Echo",
                        "runtime_ref",
                        "core.shell",
                        "entrypoint",
                        SCRIPT));
        var path = target.webhook("shell");
        target.rule("shell", "shell", "bench.echo", "");
        var script = Files.createTempFile("attune-bench-", ".sh");
        Files.writeString(script, SCRIPT);
        try {
            measure(path, List.of("/bin/bash", script.toString()));
        } finally {
            Files.delete(script);
        }
        report.add(
                "shell echo at 20/s, delivery to completion",
                new Paced(options, target).run("bench.echo", 20).summary(),
                "");
    }

    private void measure(String path, List<String> sameScript) throws IOException, InterruptedException {
        int runs = options.scaled(RUNS);
        int rounds = options.quick() ? 1 : ROUNDS;
        drained(path, runs);
        var bare = new double[rounds];
        var drained = new double[rounds];
        var delivered = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            bare[round] = Spawn.perSecond(sameScript, runs, SLOTS);
            drained[round] = drained(path, runs);
            delivered[round] = delivered(path, runs);
        }
        double dash = Spawn.perSecond(List.of("/bin/sh", "-c", "echo hello"), runs, SLOTS);
        report.add(
                "bare spawn-and-wait: bash and the same script, " + SLOTS + " at once, median of " + rounds,
                Report.number(median(bare)) + "/s (sh -c: " + Report.number(dash) + "/s)",
                "");
        report.add(
                "shell echo from a backlog: lease, run, store result and output",
                against(drained, bare),
                "≥ 70 % of bare");
        report.add("shell echo with its deliveries: from the first POST to the last end", against(delivered, bare), "");
    }

    /** The rates, and their median relation within a round. */
    private static String against(double[] rates, double[] bare) {
        var relations = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            relations[i] = rates[i] / bare[i];
        }
        return Report.number(median(rates)) + "/s = " + Math.round(median(relations) * 100) + " % of bare ("
                + Math.round(Arrays.stream(relations).min().orElse(0) * 100) + "–"
                + Math.round(Arrays.stream(relations).max().orElse(0) * 100) + " %)";
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Runs per second once the deliveries are stored, from the first one taken on. */
    private double drained(String path, int runs) throws IOException, InterruptedException {
        target.cordon(true);
        Load.ofNumbers(target.url(), path).closed(CONNECTIONS, runs);
        target.cordon(false);
        while (target.count("shell", "requested") == runs) {
            LockSupport.parkNanos(5_000_000);
        }
        long begin = System.nanoTime();
        return rateSince(begin, runs);
    }

    private double delivered(String path, int runs) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Load.ofNumbers(target.url(), path).closed(CONNECTIONS, runs);
        return rateSince(begin, runs);
    }

    private double rateSince(long begin, int runs) {
        completed += runs;
        target.awaitCompleted("shell", completed);
        return runs * 1e9 / (System.nanoTime() - begin);
    }
}
