package io.attune.server.audit;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.SqlState;
import io.attune.store.Transactions;
import io.attune.store.audit.AuditEntry;
import io.attune.store.audit.AuditStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the records of requests, many in one transaction. While the database is away they wait, and with them, in the end, the requests.
 */
@Singleton
public class RequestRecordWriter implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(RequestRecordWriter.class);

    /** Of SQL states: the value itself is what the database cannot take. */
    private static final String DATA_CLASS = "22";

    private static final int BATCH = 256;
    private static final int LONGEST_WAIT_MILLIS = 200;
    private static final int PAUSE_MILLIS = 500;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final RecordQueue queue;
    private final Transactions transactions;
    private final AuditStore store;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Thread thread;

    @Inject
    RequestRecordWriter(RecordQueue queue, Transactions transactions, AuditStore store) {
        this.queue = queue;
        this.transactions = transactions;
        this.store = store;
    }

    /** Stopped after all that serve requests, so that their last records are stored. */
    @Override
    public int order() {
        return 120;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API);
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().daemon().name("attune-request-records").start(this::run);
    }

    private void run() {
        try {
            while (stopping.getCount() > 0 || !queue.isEmpty()) {
                var taken = queue.take(BATCH, LONGEST_WAIT_MILLIS);
                if (!taken.isEmpty()) {
                    store(taken.stream().flatMap(List::stream).toList());
                    queue.stored(taken);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries until it works: a record that was promised is written, unless no database takes it, or there is no time left. */
    private void store(List<AuditEntry> batch) throws InterruptedException {
        while (true) {
            try {
                transactions.engineTask(tx -> store.insertAll(tx, batch));
                return;
            } catch (RuntimeException e) {
                if (SqlState.of(e).startsWith(DATA_CLASS)) {
                    storeSingly(batch, e);
                    return;
                }
                if (stopping.getCount() == 0) {
                    log.atError()
                            .addKeyValue("records", batch.size())
                            .setCause(e)
                            .log("records of requests are lost: the database did not take them before the stop");
                    return;
                }
                log.atWarn().setCause(e).log("records of requests could not be stored, will try again");
            }
            var _ = stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void storeSingly(List<AuditEntry> batch, RuntimeException cause) throws InterruptedException {
        if (batch.size() == 1) {
            log.atError()
                    .addKeyValue("request", batch.getFirst().requestId())
                    .setCause(cause)
                    .log("the record of a request cannot be stored");
            return;
        }
        for (var entry : batch) {
            store(List.of(entry));
        }
    }

    /** Writes what waits. */
    @Override
    public void stop() {
        stopping.countDown();
        var running = thread;
        if (running == null) {
            return;
        }
        try {
            if (!running.join(STOP_WITHIN)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
