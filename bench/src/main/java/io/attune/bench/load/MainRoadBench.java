package io.attune.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

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
        var directory = Files.createTempDirectory("attune-bench-");
        try (var target = Target.start(options, directory)) {
            target.login();
            target.post("/api/v1/packs", Target.object("ref", "bench", "label", "Bench", "version", "1.0.0"));
            var bench = new MainRoadBench(options, report, target);
            bench.warmUp();
            if (options.wants("webhook")) {
                bench.webhookToExecution();
            }
            if (options.wants("noop")) {
                bench.webhookToNoop();
            }
            if (options.wants("shell")) {
                bench.webhookToShell();
            }
            if (options.wants("rules")) {
                bench.manyRules();
            }
        } finally {
            Target.delete(directory);
        }
    }

    private void warmUp() throws IOException, InterruptedException {
        var path = target.webhook("warm_up");
        target.rule("warm_up", "warm_up", "core.noop", "");
        int deliveries = options.scaled(20_000);
        load(path).closed(CONNECTIONS, deliveries);
        awaitEnd("warm_up", deliveries);
    }

    private Load load(String path) {
        return new Load(
                target.url(),
                path,
                n -> "{\"payload\":{\"level\":\"error\",\"priority\":9,\"text\":\"disk full\",\"n\":%d}}".formatted(n));
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
        var fast = load(path).closed(CONNECTIONS, deliveries);
        report.add(
                "webhook → event, enforcement and execution stored",
                Report.number(fast.perSecond()) + "/s with " + CONNECTIONS + " connections; "
                        + fast.latencies().summary(),
                "≥ 3 000/s");
        var steady = load(path).open(CONNECTIONS, 1_000, options.scaled(15_000));
        report.add(
                "the same at 1 000/s, answer to the sender", steady.latencies().summary(), "p99 ≤ 50 ms");
        long begin = System.nanoTime();
        target.cordon(false);
        awaitEnd("queued", deliveries + options.scaled(15_000));
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
        load(path).closed(CONNECTIONS, deliveries);
        awaitEnd("noop", deliveries);
        report.add(
                "webhook → core.noop completed",
                Report.number(deliveries * 1e9 / (System.nanoTime() - begin)) + "/s",
                "≥ 1 500/s");
        endToEnd("noop at 100/s, delivery to completion", "core.noop", 100, "p50 ≤ 8 ms, p99 ≤ 40 ms");
    }

    private void webhookToShell() throws IOException, InterruptedException {
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
                        "echo hello\n"));
        var path = target.webhook("shell");
        target.rule("shell", "shell", "bench.echo", "");
        int runs = options.scaled(3_000);
        load(path).closed(8, options.scaled(1_000));
        awaitEnd("shell", options.scaled(1_000));
        long begin = System.nanoTime();
        load(path).closed(8, runs);
        awaitEnd("shell", runs + options.scaled(1_000));
        double attune = runs * 1e9 / (System.nanoTime() - begin);
        double bare =
                Spawn.perSecond(options.scaled(3_000), 4 * Runtime.getRuntime().availableProcessors());
        report.add(
                "bare spawn-and-wait of the same script, as many at once as the worker has slots",
                Report.number(bare) + "/s",
                "");
        report.add(
                "webhook → shell echo completed",
                Report.number(attune) + "/s = " + Math.round(attune / bare * 100) + " % of bare spawn-and-wait",
                "≥ 70 %");
        endToEnd("shell echo at 20/s, delivery to completion", "bench.echo", 20, "");
    }

    /** Times from when the delivery was due to the completion stored by the platform; both clocks are this machine's. */
    private void endToEnd(String what, String action, int perSecond, String wanted)
            throws IOException, InterruptedException {
        var name = "paced_" + action.replace('.', '_');
        var path = target.webhook(name);
        target.rule(name, name, action, "");
        int deliveries = options.scaled(perSecond * 10);
        var due = new HashMap<Integer, Instant>();
        var start = Instant.now().plusMillis(200);
        for (int n = 0; n < deliveries; n++) {
            due.put(n, start.plusNanos(n * 1_000_000_000L / perSecond));
        }
        LockSupport.parkNanos(Duration.between(Instant.now(), start).toNanos());
        load(path).open(8, perSecond, deliveries);
        awaitEnd(name, deliveries);
        report.add(what, latencies(name, due).summary(), wanted);
    }

    private Latencies latencies(String rule, Map<Integer, Instant> due) {
        var sent = new HashMap<Long, Integer>();
        for (int page = 1; ; page++) {
            var items = target.get("/api/v1/enforcements?per_page=1000&page=" + page + "&rule_ref=bench." + rule)
                    .path("items");
            for (var item : items) {
                int n = target.get("/api/v1/enforcements/" + item.path("id").asLong())
                        .path("data")
                        .path("payload")
                        .path("n")
                        .asInt();
                sent.put(item.path("id").asLong(), n);
            }
            if (items.size() < 1000) {
                break;
            }
        }
        var latencies = new Latencies();
        for (int page = 1; ; page++) {
            var items = target.get("/api/v1/executions?per_page=100&page=" + page + "&rule_ref=bench." + rule)
                    .path("items");
            for (var item : items) {
                var begin = due.get(sent.get(item.path("enforcement").asLong()));
                latencies.add(Duration.between(
                                begin, Instant.parse(item.path("updated").asText()))
                        .toNanos());
            }
            if (items.size() < 100) {
                return latencies;
            }
        }
    }

    /** One rule of many matches: the cost must grow with matches, not with rules. */
    private void manyRules() throws IOException, InterruptedException {
        int rules = options.scaled(10_000);
        var alone = target.webhook("alone");
        target.rule("alone", "alone", "core.noop", "{{ trigger.payload.host == 'host-1' }}");
        var crowded = target.webhook("crowded");
        long begin = System.nanoTime();
        for (int i = 0; i < rules; i++) {
            target.rule("crowded_" + i, "crowded", "core.noop", "{{ trigger.payload.host == 'host-" + i + "' }}");
        }
        report.add(
                "creating " + rules + " rules through the API, one after the other",
                Report.number(rules * 1e9 / (System.nanoTime() - begin)) + "/s",
                "");
        target.cordon(true);
        int deliveries = options.scaled(10_000);
        java.util.function.IntFunction<String> body = n -> "{\"payload\":{\"host\":\"host-1\",\"n\":" + n + "}}";
        new Load(target.url(), crowded, body).closed(CONNECTIONS, deliveries);
        var one = new Load(target.url(), alone, body).closed(CONNECTIONS, deliveries);
        var many = new Load(target.url(), crowded, body).closed(CONNECTIONS, deliveries);
        target.cordon(false);
        report.add(
                rules + " rules on the trigger, 1 match, beside 1 rule",
                Report.number(many.perSecond()) + "/s beside " + Report.number(one.perSecond()) + "/s: "
                        + Report.number(Math.max(0, 1e3 / many.perSecond() - 1e3 / one.perSecond()))
                        + " ms more per event",
                "≤ 0.3 ms");
    }

    private void awaitEnd(String rule, int executions) {
        while (target.count(rule, "completed") < executions) {
            if (target.count(rule, "failed") > 0) {
                throw new IllegalStateException("executions of bench." + rule + " failed");
            }
            LockSupport.parkNanos(20_000_000);
        }
    }
}
