package io.attune.server.key;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.Transactions;
import io.attune.store.key.KeyStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes expired keys, which are absent already (FIX-30). Any number of nodes may do so at once: they take different rows. */
@Singleton
public class KeySweep implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(KeySweep.class);
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int BATCH = 1_000;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final KeyStore keys;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;

    @Inject
    KeySweep(Transactions transactions, KeyStore keys) {
        this.transactions = transactions;
        this.keys = keys;
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
    public void start() {
        thread = Thread.ofVirtual().name("attune-key-sweep").start(this::run);
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
            int removed;
            do {
                removed = transactions.engine(tx -> keys.removeExpired(tx, BATCH));
            } while (removed == BATCH && stopped.getCount() > 0);
        } catch (RuntimeException e) {
            log.warn("expired keys were not removed, the next sweep repeats it", e);
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
        var running = thread;
        if (running != null) {
            try {
                var _ = running.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
