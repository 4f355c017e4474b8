package io.attune.bench.load;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Deliveries over many connections. */
final class Load {
    private final URI url;
    private final String path;
    private final IntFunction<String> body;

    /** @param body of the n-th delivery */
    Load(URI url, String path, IntFunction<String> body) {
        this.url = url;
        this.path = path;
        this.body = body;
    }

    /** Deliveries as most measurements send them, numbered in their payload. */
    static Load ofNumbers(URI url, String path) {
        return new Load(
                url,
                path,
                n -> "{\"payload\":{\"level\":\"error\",\"priority\":9,\"text\":\"disk full\",\"n\":%d}}".formatted(n));
    }

    /** What a load did: how long it took in all, and how long each delivery waited for its answer. */
    record Outcome(int deliveries, long nanoseconds, Latencies latencies) {
        double perSecond() {
            return deliveries * 1e9 / nanoseconds;
        }
    }

    /** As fast as the platform answers: each connection sends its next delivery when the last was answered. */
    Outcome closed(int connections, int deliveries) throws IOException, InterruptedException {
        var next = new AtomicInteger();
        return run(connections, (connection, latencies) -> {
            for (int n = next.getAndIncrement(); n < deliveries; n = next.getAndIncrement()) {
                latencies.add(deliver(connection, n, System.nanoTime()));
            }
        });
    }

    /** At a fixed rate. A delivery's time counts from when it was due, so that a stall of the platform shows. */
    Outcome open(int connections, int perSecond, int deliveries) throws IOException, InterruptedException {
        var next = new AtomicInteger();
        long start = System.nanoTime();
        return run(connections, (connection, latencies) -> {
            for (int n = next.getAndIncrement(); n < deliveries; n = next.getAndIncrement()) {
                long due = start + n * 1_000_000_000L / perSecond;
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                latencies.add(deliver(connection, n, due));
            }
        });
    }

    private long deliver(Connection connection, int n, long since) throws IOException {
        int status = connection.send(Connection.post(url, path, body.apply(n)));
        if (status != 200) {
            throw new IOException("delivery " + n + " was answered " + status);
        }
        return System.nanoTime() - since;
    }

    private interface Sender {
        void send(Connection connection, Latencies latencies) throws IOException;
    }

    private Outcome run(int connections, Sender sender) throws IOException, InterruptedException {
        var all = new Latencies();
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(connections)) {
            var results = new ArrayList<java.util.concurrent.Future<Latencies>>();
            for (int i = 0; i < connections; i++) {
                results.add(threads.submit(() -> {
                    var latencies = new Latencies();
                    try (var connection = new Connection(url)) {
                        sender.send(connection, latencies);
                    }
                    return latencies;
                }));
            }
            for (var result : results) {
                all.merge(result.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("the load broke off: " + e.getMessage(), e);
        }
        return new Outcome(all.count(), System.nanoTime() - start, all);
    }
}
