package io.attune.bench.load;

import java.io.IOException;

/** From the delivery of a webhook to the stored event, and to the finished action. */
final class MainRoadBench {
    private static final int CONNECTIONS = 64;

    private final Options options;
    private final Report report;
    private final Target target;

    private MainRoadBench(Options options, Report report, Target target) {
        this.options = options;
        this.report = report;
        this.target = target;
    }

    static void run(Options options, Report report) throws IOException, InterruptedException {
        Target.fresh(options, target -> {
            var bench = new MainRoadBench(options, report, target);
            bench.warmUp();
            if (options.wants("webhook")) {
                bench.webhookToExecution();
            }
            if (options.wants("noop")) {
                bench.webhookToNoop();
            }
            if (options.wants("shell")) {
                new ShellBench(options, report, target).run();
            }
            if (options.wants("rules")) {
                new RulesBench(options, report, target).run();
            }
        });
    }

    private void warmUp() throws IOException, InterruptedException {
        var path = target.webhook("warm_up");
        target.rule("warm_up", "warm_up", "core.noop", "");
        int deliveries = options.scaled(20_000);
        Load.ofNumbers(target.url(), path).closed(CONNECTIONS, deliveries);
        target.awaitCompleted("warm_up", deliveries);
    }

    /** No worker takes the runs: what is measured is the way into the queue. */
    private void webhookToExecution() throws IOException, InterruptedException {
        var path = target.webhook("queued");
        target.rule(
                "queued",
                "queued",
                "core.noop",
                "{{ trigger.payload.level == 'error' and trigger.payload.priority > 5 }}");
        target.cordon(true);
        int deliveries = options.scaled(40_000);
        var fast = Load.ofNumbers(target.url(), path).closed(CONNECTIONS, deliveries);
        report.add(
                "webhook → event, enforcement and execution stored",
                Report.number(fast.perSecond()) + "/s with " + CONNECTIONS + " connections; "
                        + fast.latencies().summary(),
                "≥ 3 000/s");
        var steady = Load.ofNumbers(target.url(), path).open(CONNECTIONS, 1_000, options.scaled(15_000));
        report.add(
                "the same at 1 000/s, answer to the sender", steady.latencies().summary(), "p99 ≤ 50 ms");
        long begin = System.nanoTime();
        target.cordon(false);
        target.awaitCompleted("queued", deliveries + options.scaled(15_000));
        report.add(
                "drain of that backlog (core.noop)",
                Report.number((deliveries + options.scaled(15_000)) * 1e9 / (System.nanoTime() - begin)) + "/s",
                "");
    }

    private void webhookToNoop() throws IOException, InterruptedException {
        var path = target.webhook("noop");
        target.rule("noop", "noop", "core.noop", "");
        int deliveries = options.scaled(20_000);
        long begin = System.nanoTime();
        Load.ofNumbers(target.url(), path).closed(CONNECTIONS, deliveries);
        target.awaitCompleted("noop", deliveries);
        report.add(
                "webhook → core.noop completed",
                Report.number(deliveries * 1e9 / (System.nanoTime() - begin)) + "/s",
                "≥ 1 500/s");
        report.add(
                "noop at 100/s, delivery to completion",
                new Paced(options, target).run("core.noop", 100).summary(),
                "p50 ≤ 8 ms, p99 ≤ 40 ms");
    }
}
