package io.attune.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a million waiting executions change: the rate at which they are worked off, and the time of list pages, beside those with a thousand.
 * They are made through the platform, by events that each fire a thousand rules.
 */
final class BacklogBench {
    private static final int RULES = 1_000;
    private static final int ROUNDS = 9;
    private static final int PAGE_REPEATS = 25;
    private static final Duration DRAIN = Duration.ofSeconds(15);
    private static final List<Page> PAGES = List.of(
            new Page("first page", ""),
            new Page("tenth page", "&page=10"),
            new Page("waiting", "&status=requested"),
            new Page("completed", "&status=completed"),
            new Page("of an action", "&action_ref=core.noop"),
            // Before the flood a rule has started few: as many rows as both pages can have.
            new Page("ten of a rule", "&rule_ref=bench.flood_7", 10));

    private final Options options;
    private final Report report;
    private final Target target;
    private final String path;

    private record Page(String name, String filter, int size) {
        Page(String name, String filter) {
            this(name, filter, 50);
        }
    }

    private BacklogBench(Options options, Report report, Target target) {
        this.options = options;
        this.report = report;
        this.target = target;
        this.path = target.webhook("flood");
    }

    static void run(Options options, Report report) throws IOException, InterruptedException {
        Target.fresh(options, target -> {
            new BacklogBench(options, report, target).compare();
        });
    }

    private void compare() throws IOException, InterruptedException {
        for (int i = 0; i < RULES; i++) {
            target.rule("flood_" + i, "flood", "core.noop", "");
        }
        for (int i = 0; i < options.scaled(20); i++) {
            thousandWorkedOff();
        }
        var few = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            few[round] = thousandWorkedOff();
        }
        Arrays.sort(few);
        target.cordon(true);
        flood(1);
        var pagesOfFew = pages();
        int waiting = options.scaled(1_000_000);
        long begin = System.nanoTime();
        flood(waiting / RULES - 1);
        report.add(
                "filling the queue with " + waiting + " executions",
                Report.number(waiting * 1e9 / (System.nanoTime() - begin)) + "/s",
                "");
        var pagesOfMany = pages();
        double many = workedOffFor(DRAIN);
        report.add(
                "working off core.noop, 1 000 waiting beside " + waiting,
                Report.number(few[ROUNDS / 2]) + "/s beside " + Report.number(many) + "/s",
                "≤ 10 % slower");
        for (int i = 0; i < PAGES.size(); i++) {
            report.add(
                    "list of executions, " + PAGES.get(i).name() + ", p50, the same",
                    Report.milliseconds(pagesOfFew.get(i)) + " beside " + Report.milliseconds(pagesOfMany.get(i)),
                    "≤ 10 % slower");
        }
    }

    private void flood(int events) throws IOException, InterruptedException {
        Load.ofNumbers(target.url(), path).closed(1, events);
    }

    private double thousandWorkedOff() throws IOException, InterruptedException {
        long before = total("completed");
        target.cordon(true);
        flood(1);
        target.cordon(false);
        while (total("completed") < before + RULES) {
            LockSupport.parkNanos(50_000_000);
        }
        var from = Instant.MAX;
        var to = Instant.MIN;
        for (int page = 1; page <= RULES / 100; page++) {
            for (var item :
                    target.get("/api/v1/executions?per_page=100&page=" + page).path("items")) {
                from = earlier(from, time(item, "started_at"));
                to = later(to, time(item, "updated"));
            }
        }
        return RULES * 1e9 / Duration.between(from, to).toNanos();
    }

    /** From the first start to the last end, as the platform wrote them down. The oldest are taken first. */
    private double workedOffFor(Duration time) {
        long before = total("completed");
        var newest = target.get("/api/v1/executions?per_page=1&status=completed")
                .path("items")
                .path(0)
                .path("id")
                .asLong();
        target.cordon(false);
        LockSupport.parkNanos(time.toNanos());
        target.cordon(true);
        while (total("running") > 0) {
            LockSupport.parkNanos(50_000_000);
        }
        var first = time(target.get("/api/v1/executions/" + (newest + 1)).path("data"), "started_at");
        var last = time(
                target.get("/api/v1/executions?per_page=1&status=completed")
                        .path("items")
                        .path(0),
                "updated");
        return (total("completed") - before)
                * 1e9
                / Duration.between(first, last).toNanos();
    }

    private static Instant time(JsonNode execution, String field) {
        return Instant.parse(execution.path(field).asText());
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private long total(String status) {
        return target.get("/api/v1/executions?per_page=1&include_total=true&status=" + status)
                .path("pagination")
                .path("total_items")
                .asLong();
    }

    /** The median time of each page. */
    private List<Long> pages() {
        return PAGES.stream()
                .map(page -> {
                    var times = new Latencies();
                    for (int i = 0; i < PAGE_REPEATS; i++) {
                        long begin = System.nanoTime();
                        target.get("/api/v1/executions?per_page=" + page.size() + page.filter());
                        times.add(System.nanoTime() - begin);
                    }
                    return times.percentile(0.5);
                })
                .toList();
    }
}
