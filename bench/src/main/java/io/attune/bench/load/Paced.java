package io.attune.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Deliveries at a fixed rate below saturation: how long one takes from when it was due to the stored end of its run. */
final class Paced {
    private static final int CONNECTIONS = 8;

    private final Options options;
    private final Target target;

    Paced(Options options, Target target) {
        this.options = options;
        this.target = target;
    }

    /** Both clocks are this machine's. */
    Latencies run(String action, int perSecond) throws IOException, InterruptedException {
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
        Load.ofNumbers(target.url(), path).open(CONNECTIONS, perSecond, deliveries);
        target.awaitCompleted(name, deliveries);
        return latencies(name, due);
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
}
