package io.attune.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** How late timers fire: from the time of a tick to its event, for many interval timers whose phases are as they happened to be made. */
final class TimerBench {
    private static final int MAKERS = 8;
    private static final int ROUNDS = 2;
    private static final int PAGE = 1_000;

    private TimerBench() {}

    static void run(Options options, Report report) throws IOException, InterruptedException {
        measure(options, report, options.scaled(1_000), Duration.ofSeconds(10));
        measure(options, report, options.scaled(10_000), Duration.ofSeconds(60));
    }

    private static void measure(Options options, Report report, int timers, Duration period)
            throws IOException, InterruptedException {
        Target.fresh(options, target -> {
            Map<String, Instant> firstTicks = make(target, timers, period);
            var from = Instant.now();
            LockSupport.parkNanos(period.multipliedBy(ROUNDS).toNanos());
            var latenesses = latenesses(target, firstTicks, period, from, from.plus(period.multipliedBy(ROUNDS)));
            report.add(
                    Report.number(timers) + " timers of " + period.toSeconds() + " s, lateness of " + latenesses.count()
                            + " ticks of " + (long) timers * ROUNDS,
                    latenesses.summary(),
                    "p99 ≤ 50 ms");
        });
    }

    /** @return when each fires first, by the ref of its rule */
    private static Map<String, Instant> make(Target target, int timers, Duration period) {
        Map<String, Instant> firstTicks = new HashMap<>();
        try (var makers = Executors.newFixedThreadPool(MAKERS)) {
            for (int i = 0; i < timers; i++) {
                var ref = "bench.timer" + i;
                makers.execute(() -> {
                    var first = timer(target, ref, period);
                    synchronized (firstTicks) {
                        firstTicks.put(ref, first);
                    }
                });
            }
        }
        if (firstTicks.size() != timers) {
            throw new IllegalStateException(firstTicks.size() + " timers were made of " + timers);
        }
        return firstTicks;
    }

    private static Instant timer(Target target, String ref, Duration period) {
        var made = target.post(
                "/api/v1/rules",
                Target.object(
                        "ref",
                        ref,
                        "pack_ref",
                        "bench",
                        "label",
                        ref,
                        "trigger_ref",
                        "core.intervaltimer",
                        "trigger_params",
                        Target.object("unit", "seconds", "interval", period.toSeconds()),
                        "action_ref",
                        "core.noop"));
        return Instant.parse(
                made.path("data").path("timer_state").path("next_fire_at").asText());
    }

    private static Latencies latenesses(
            Target target, Map<String, Instant> firstTicks, Duration period, Instant from, Instant to) {
        var latenesses = new Latencies();
        boolean more = true;
        for (int page = 1; more; page++) {
            var list = target.get("/api/v1/events?trigger_ref=core.intervaltimer&per_page=" + PAGE + "&page=" + page);
            for (var event : list.path("items")) {
                var created = Instant.parse(event.path("created").asText());
                if (created.isBefore(from)) {
                    return latenesses;
                }
                var first = firstTicks.get(event.path("rule_ref").asText());
                if (created.isBefore(to) && first != null) {
                    latenesses.add(lateness(first, created, period));
                }
            }
            more = list.path("pagination").path("has_next").asBoolean();
        }
        return latenesses;
    }

    /** Ticks lie whole periods behind the first. */
    private static long lateness(Instant firstTick, Instant created, Duration period) {
        return Math.floorMod(Duration.between(firstTick, created).toNanos(), period.toNanos());
    }
}
