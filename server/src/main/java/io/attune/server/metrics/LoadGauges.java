package io.attune.server.metrics;

import io.attune.store.Database;
import io.attune.store.Transactions;
import io.attune.store.load.PlatformLoad;
import io.attune.store.load.PlatformLoadStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there is at the moment, in the whole cluster: every process shows the same. Read when somebody asks, and not more often than once a
 * second, so that many who ask are no load. Without the database they are not numbers.
 */
@Singleton
final class LoadGauges {
    private static final Logger log = LoggerFactory.getLogger(LoadGauges.class);
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Database database;
    private final Transactions transactions;
    private final PlatformLoadStore store;
    private final ReentrantLock reading = new ReentrantLock();

    /** Null when the database did not answer. */
    private volatile @Nullable PlatformLoad load;

    /** Guarded by {@link #reading}. */
    private long readAt = System.nanoTime() - FRESH.toNanos();

    @Inject
    LoadGauges(Database database, Transactions transactions, PlatformLoadStore store, MeterRegistry registry) {
        this.database = database;
        this.transactions = transactions;
        this.store = store;
        number("attune.queue.executions", "Executions that wait for a worker", PlatformLoad::queued)
                .register(registry);
        age("attune.queue.oldest", "How long the oldest of them has waited", PlatformLoad::longestQueued)
                .register(registry);
        active("scheduled", PlatformLoad::scheduled).register(registry);
        active("running", PlatformLoad::running).register(registry);
        active("canceling", PlatformLoad::canceling).register(registry);
        number("attune.policies.waiting", "Executions that wait for their policies", PlatformLoad::heldByPolicies)
                .register(registry);
        age("attune.policies.oldest", "How long the oldest of them has existed", PlatformLoad::longestHeld)
                .register(registry);
        number("attune.timers.live", "Timers that will fire", PlatformLoad::timers)
                .register(registry);
        age("attune.timers.overdue", "How long the tick is due that is due for longest", PlatformLoad::timersOverdue)
                .register(registry);
        number("attune.sensors.running", "Processes of sensors", PlatformLoad::sensors)
                .register(registry);
        number("attune.workers.active", "Workers that are connected", PlatformLoad::workers)
                .register(registry);
        age(
                        "attune.workers.silence",
                        "Since the last heartbeat of the worker that has been silent for longest",
                        PlatformLoad::longestSilence)
                .register(registry);
    }

    private Gauge.Builder<LoadGauges> active(String status, ToDoubleFunction<PlatformLoad> value) {
        return number("attune.executions.active", "Executions that are with a worker, and workflows that run", value)
                .tag("status", status);
    }

    private Gauge.Builder<LoadGauges> number(String name, String description, ToDoubleFunction<PlatformLoad> value) {
        return Gauge.builder(name, this, gauges -> gauges.value(value))
                .description(description)
                .strongReference(true);
    }

    private Gauge.Builder<LoadGauges> age(String name, String description, Function<PlatformLoad, Duration> value) {
        return number(name, description, found -> value.apply(found).toMillis() / 1_000.0)
                .baseUnit("seconds");
    }

    private double value(ToDoubleFunction<PlatformLoad> of) {
        var now = load;
        return now == null ? Double.NaN : of.applyAsDouble(now);
    }

    /** Brings them up to date. */
    void refresh() {
        reading.lock();
        try {
            if (System.nanoTime() - readAt >= FRESH.toNanos()) {
                load = read();
                readAt = System.nanoTime();
            }
        } finally {
            reading.unlock();
        }
    }

    private @Nullable PlatformLoad read() {
        // Asked first, since a transaction would wait for the database far longer than whoever asks for metrics does.
        if (!database.isReachable()) {
            return null;
        }
        try {
            return transactions.engine(store::read);
        } catch (RuntimeException e) {
            log.atDebug().setCause(e).log("the load of the platform could not be read");
            return null;
        }
    }
}
