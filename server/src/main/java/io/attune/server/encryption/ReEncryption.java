package io.attune.server.encryption;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.Transactions;
import io.attune.store.encryption.ReEncryptionStore;
import io.attune.store.encryption.ReEncryptionStore.Cursor;
import io.attune.store.encryption.SealedColumn;
import io.attune.store.encryption.StoredDataKeys;
import io.attune.store.key.KeyValues;
import io.attune.store.pack.PackSecrets;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.trigger.WebhookSecrets;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals stored values anew under the current data keys, once a rotation asked for it. It walks through all values in batches, each a short
 * transaction. What is done stays done: after a crash the walk starts over and passes quickly what is up to date. Any number of nodes may
 * walk at once.
 */
@Singleton
public class ReEncryption implements PlatformComponent {
    /** Every place with sealed values. */
    static final List<SealedColumn> COLUMNS = List.of(
            SecretValueStore.SEALED,
            WebhookSecrets.SEALED,
            WebhookSecrets.SEALED_KEYS,
            KeyValues.SEALED,
            PackSecrets.SEALED);

    private static final Logger log = LoggerFactory.getLogger(ReEncryption.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final int BATCH = 500;
    /** For so long other processes may still seal under the keys before. The walk that ends the work begins later. */
    private static final Duration OTHERS_LEARN = KeyWatch.PERIOD.multipliedBy(3);

    private final Transactions transactions;
    private final StoredDataKeys keys;
    private final ReEncryptionStore store;
    private final MasterKeyCare masters;
    private final Clock clock;
    private final Semaphore wakeUp = new Semaphore(0);
    private volatile boolean stopped;
    private @Nullable Thread thread;

    @Inject
    ReEncryption(
            Transactions transactions,
            StoredDataKeys keys,
            ReEncryptionStore store,
            MasterKeyCare masters,
            Clock clock) {
        this.transactions = transactions;
        this.keys = keys;
        this.store = store;
        this.masters = masters;
        this.clock = clock;
    }

    @Override
    public int order() {
        return 420;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.ENGINE);
    }

    @Override
    public void start() {
        thread = Thread.ofVirtual().name("attune-re-encryption").start(this::run);
    }

    /** There is work now. */
    void wake() {
        wakeUp.release();
    }

    private void run() {
        while (!stopped) {
            try {
                sweep();
            } catch (RuntimeException e) {
                log.warn("stored values were not sealed anew, the next sweep goes on", e);
            }
            try {
                var _ = wakeUp.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS);
                var _ = wakeUp.drainPermits();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** One walk, if there is anything to do. */
    void sweep() {
        var progress = transactions.engine(store::progress);
        var started = progress.started();
        if (started == null || !progress.isRunning()) {
            return;
        }
        keys.refresh();
        boolean last = !clock.instant().isBefore(started.plus(OTHERS_LEARN));
        boolean complete = COLUMNS.stream().allMatch(this::walk);
        if (last && complete) {
            finish(started);
        }
    }

    private void finish(Instant started) {
        transactions.engineTask(tx -> store.finish(tx, started));
        masters.forgetUnused();
        log.info("all stored values are sealed under the current data keys");
    }

    /** @return whether it came to the end */
    private boolean walk(SealedColumn column) {
        var cursor = Cursor.START;
        while (!cursor.done()) {
            if (stopped) {
                return false;
            }
            var from = cursor;
            var step = transactions.engine(tx -> {
                var taken = store.step(tx, column, from, BATCH);
                if (taken.sealedAnew() > 0) {
                    store.advance(tx, taken.sealedAnew());
                }
                return taken;
            });
            step.unreadable()
                    .forEach(place -> log.atWarn()
                            .addKeyValue("value", place)
                            .log("a stored value does not open under any known key, it stays as it is"));
            cursor = step.next();
        }
        return true;
    }

    @Override
    public void stop() {
        stopped = true;
        wake();
        var running = thread;
        if (running != null) {
            try {
                var _ = running.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
