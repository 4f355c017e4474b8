package io.attune.server.drive.ingest;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.event.DeliveryLogStore;
import io.attune.store.event.DeliveryStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets the ids of deliveries after their day, and the log of deliveries after its time. Any number of nodes may do so at once. */
@Singleton
public final class DeliverySweep implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(DeliverySweep.class);
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final int BATCH = 5_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final DeliveryStore deliveries;
    private final DeliveryLogStore logged;
    private final Duration logRetention;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Guarded by this. */
    private @Nullable Thread thread;

    @Inject
    DeliverySweep(Transactions transactions, DeliveryStore deliveries, DeliveryLogStore logged, Settings settings) {
        this.transactions = transactions;
        this.deliveries = deliveries;
        this.logged = logged;
        this.logRetention = settings.get(ConfigKeys.WEBHOOKS_LOG_RETENTION);
    }

    @Override
    public int order() {
        return 410;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.ENGINE);
    }

    @Override
    public synchronized void start() {
        thread = Thread.ofVirtual().name("attune-delivery-sweep").start(this::run);
    }

    private void run() {
        try {
            do {
                sweep();
            } while (!stopped.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep() {
        try {
            inBatches(tx -> deliveries.forgetOld(tx, BATCH));
            inBatches(tx -> logged.forgetOld(tx, logRetention, BATCH));
            inBatches(tx -> logged.forgetOrphans(tx, BATCH));
        } catch (RuntimeException e) {
            log.warn("old webhook deliveries were not forgotten, the next sweep repeats it", e);
        }
    }

    private void inBatches(Function<Tx, Integer> forget) {
        int forgotten;
        do {
            forgotten = transactions.engine(forget::apply);
        } while (forgotten == BATCH && stopped.getCount() > 0);
    }

    @Override
    public synchronized void stop() {
        stopped.countDown();
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
