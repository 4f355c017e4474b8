package io.attune.bench.load;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** Many rules on one trigger: making them, matching them, and taking events while they change. */
final class RulesBench {
    private static final int CONNECTIONS = 64;

    private final Options options;
    private final Report report;
    private final Target target;

    RulesBench(Options options, Report report, Target target) {
        this.options = options;
        this.report = report;
        this.target = target;
    }

    private static String delivery(int n) {
        return "{\"payload\":{\"host\":\"host-1\",\"n\":" + n + "}}";
    }

    void run() throws IOException, InterruptedException {
        int rules = options.scaled(10_000);
        var alone = target.webhook("alone");
        target.rule("alone", "alone", "core.noop", "{{ trigger.payload.host == 'host-1' }}");
        var crowded = target.webhook("crowded");
        create(rules);
        target.cordon(true);
        int deliveries = options.scaled(10_000);
        new Load(target.url(), crowded, RulesBench::delivery).closed(CONNECTIONS, deliveries);
        var one = new Load(target.url(), alone, RulesBench::delivery).closed(CONNECTIONS, deliveries);
        var many = new Load(target.url(), crowded, RulesBench::delivery).closed(CONNECTIONS, deliveries);
        report.add(
                rules + " rules on the trigger, 1 match, beside 1 rule",
                Report.number(many.perSecond()) + "/s beside " + Report.number(one.perSecond()) + "/s: "
                        + Report.number(Math.max(0, 1e3 / many.perSecond() - 1e3 / one.perSecond()))
                        + " ms more per event",
                "≤ 0.3 ms");
        whileRulesChange(rules, crowded);
        target.cordon(false);
    }

    private void create(int rules) {
        int tenth = rules / 10;
        long begin = System.nanoTime();
        long lastTenth = begin;
        for (int i = 0; i < rules; i++) {
            if (i == rules - tenth) {
                lastTenth = System.nanoTime();
            }
            target.rule("crowded_" + i, "crowded", "core.noop", "{{ trigger.payload.host == 'host-" + i + "' }}");
        }
        long end = System.nanoTime();
        report.add(
                "creating " + rules + " rules of one trigger through the API, one after the other",
                Report.number(rules * 1e9 / (end - begin)) + "/s, the last tenth "
                        + Report.number(tenth * 1e9 / (end - lastTenth)) + "/s",
                "");
    }

    private void whileRulesChange(int rules, String path) throws IOException, InterruptedException {
        int deliveries = options.scaled(5_000);
        var quiet = new Load(target.url(), path, RulesBench::delivery).open(CONNECTIONS, 500, deliveries);
        var over = new AtomicBoolean();
        var changes = CompletableFuture.supplyAsync(() -> {
            int made = 0;
            while (!over.get()) {
                target.put(
                        "/api/v1/rules/bench.crowded_" + made % rules, Target.object("description", "change " + made));
                made++;
            }
            return made;
        });
        var changing = new Load(target.url(), path, RulesBench::delivery).open(CONNECTIONS, 500, deliveries);
        over.set(true);
        report.add(
                "deliveries at 500/s while " + rules + " rules stay as they are",
                quiet.latencies().summary(),
                "");
        report.add(
                "the same while rules of the trigger are updated one after the other, "
                        + Report.number(changes.join() * 1e9 / changing.nanoseconds()) + " a second",
                changing.latencies().summary(),
                "");
    }
}
