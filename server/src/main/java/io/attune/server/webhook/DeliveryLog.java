package io.attune.server.webhook;

import io.attune.model.event.DeliveryOutcome;
import io.attune.model.event.LoggedDelivery;
import io.attune.model.id.TriggerId;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.Transactions;
import io.attune.store.event.DeliveryLogStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the deliveries that made no event, soon after they were answered. Whoever knows a key can be refused as often as they like, so all of
 * it is bounded: what waits, and how many rows a trigger gets in a minute. What is beyond that is counted and not written. Deliveries that made
 * an event are logged with it, by {@link io.attune.server.drive.ingest.EventBatch}.
 */
@Singleton
public final class DeliveryLog implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(DeliveryLog.class);

    private static final int QUEUE_LIMIT = 4_096;
    private static final int BATCH = 256;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);
    private static final Duration BUDGET_PERIOD = Duration.ofMinutes(1);
    static final int ROWS_PER_TRIGGER_AND_PERIOD = 600;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final Transactions transactions;
    private final DeliveryLogStore store;
    private final DeliveryMeters meters;
    private final BlockingQueue<LoggedDelivery> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private volatile boolean stopping;

    /** What was written in the present period; both only for the thread that writes. */
    private final Map<TriggerId, Integer> written = new HashMap<>();

    private long periodStart = System.nanoTime();
    private long omitted;

    /** Guarded by this. */
    private @Nullable Thread thread;

    @Inject
    DeliveryLog(Transactions transactions, DeliveryLogStore store, DeliveryMeters meters) {
        this.transactions = transactions;
        this.store = store;
        this.meters = meters;
    }

    /** Stopped after all that serve requests. */
    @Override
    public int order() {
        return 130;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API);
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("attune-delivery-log").start(this::run);
    }

    /** One that made an event, with which it was logged. */
    void addStored() {
        meters.count(DeliveryOutcome.ACCEPTED);
    }

    /** One to a key that belongs to no trigger: there is no log it could be in. */
    void addUnknown() {
        meters.countUnknownKey();
    }

    /** One that made no event. Never waits. */
    void add(LoggedDelivery delivery) {
        meters.count(delivery.outcome());
        // A full queue means a flood of refusals, of which the log has plenty already.
        var _ = queue.offer(delivery);
    }

    private void run() {
        try {
            while (!stopping || !queue.isEmpty()) {
                LoggedDelivery first = queue.poll(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<LoggedDelivery> batch = new ArrayList<>();
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    write(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(List<LoggedDelivery> batch) {
        beginPeriod();
        var affordable = batch.stream().filter(this::isAffordable).toList();
        omitted += batch.size() - affordable.size();
        if (affordable.isEmpty()) {
            return;
        }
        try {
            transactions.engineTask(tx -> store.insertAll(tx, affordable));
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("deliveries", affordable.size())
                    .setCause(e)
                    .log("refused webhook deliveries were not logged");
        }
    }

    private void beginPeriod() {
        if (System.nanoTime() - periodStart < BUDGET_PERIOD.toNanos()) {
            return;
        }
        periodStart = System.nanoTime();
        written.clear();
        if (omitted > 0) {
            log.atWarn()
                    .addKeyValue("deliveries", omitted)
                    .log("there were too many refused webhook deliveries to log all of them");
            omitted = 0;
        }
    }

    private boolean isAffordable(LoggedDelivery delivery) {
        return written.merge(delivery.delivery().trigger(), 1, Integer::sum) <= ROWS_PER_TRIGGER_AND_PERIOD;
    }

    /** Writes what waits. */
    @Override
    public synchronized void stop() {
        stopping = true;
        if (thread != null) {
            try {
                var _ = thread.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }
}
