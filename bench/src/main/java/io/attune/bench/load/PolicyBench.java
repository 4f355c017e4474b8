package io.attune.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * What a policy costs: the same work without one and under one that lets everything in; and a line in which one goes after the other, with few
 * and with many who wait. The time per run of a line must not grow with its length.
 */
final class PolicyBench {
    private static final int CONNECTIONS = 64;
    private static final int WARM_UP = 5_000;
    private static final int RUNS = 20_000;
    private static final int SHORT_LINE = 1_000;
    private static final int LONG_LINE = 10_000;

    private final Options options;
    private final Report report;
    private final Target target;

    private PolicyBench(Options options, Report report, Target target) {
        this.options = options;
        this.report = report;
        this.target = target;
    }

    static void run(Options options, Report report) throws IOException, InterruptedException {
        Target.fresh(options, target -> {
            new PolicyBench(options, report, target).measure();
        });
    }

    private void measure() throws IOException, InterruptedException {
        var path = target.webhook("policed");
        target.rule("policed", "policed", "core.noop", "");
        var load = Load.ofNumbers(target.url(), path);
        long done = workedOff(load, options.scaled(WARM_UP), 0);
        long begin = System.nanoTime();
        int runs = options.scaled(RUNS);
        done = workedOff(load, runs, done);
        double without = runs * 1e9 / (System.nanoTime() - begin);
        limit(1_000_000);
        begin = System.nanoTime();
        done = workedOff(load, runs, done);
        double with = runs * 1e9 / (System.nanoTime() - begin);
        report.add(
                "webhook to completed core.noop, without policy beside threshold 1 000 000",
                Report.number(without) + "/s beside " + Report.number(with) + "/s",
                "");
        target.put("/api/v1/policies/bench.limit", Target.object("threshold", 1));
        double few = line(load, options.scaled(SHORT_LINE), done);
        done += options.scaled(SHORT_LINE);
        double many = line(load, options.scaled(LONG_LINE), done);
        report.add(
                "one after the other under threshold 1, " + options.scaled(SHORT_LINE) + " waiting beside "
                        + options.scaled(LONG_LINE),
                Report.number(few) + "/s beside " + Report.number(many) + "/s",
                "linear");
    }

    private void limit(int threshold) {
        target.post(
                "/api/v1/policies",
                Target.object(
                        "ref", "bench.limit",
                        "name", "Limit",
                        "action_ref", "core.noop",
                        "threshold", threshold,
                        "queue_limit", 1_000_000));
    }

    /** @return how many runs are completed afterwards */
    private long workedOff(Load load, int runs, long before) throws IOException, InterruptedException {
        load.closed(CONNECTIONS, runs);
        target.awaitCompleted("policed", before + runs);
        return before + runs;
    }

    /** Runs per second of a line that stands before it moves, from the first start to the last end. */
    private double line(Load load, int length, long before) throws IOException, InterruptedException {
        target.cordon(true);
        load.closed(CONNECTIONS, length);
        var newest = target.get("/api/v1/executions?per_page=1&status=requested")
                .path("items")
                .path(0)
                .path("id")
                .asLong();
        target.cordon(false);
        target.awaitCompleted("policed", before + length);
        var last = target.get("/api/v1/executions/" + newest).path("data");
        var oldest = target.get("/api/v1/executions/" + (newest - length + 1)).path("data");
        return length
                * 1e9
                / Duration.between(
                                Instant.parse(oldest.path("started_at").asText()),
                                Instant.parse(last.path("updated").asText()))
                        .toNanos();
    }
}
