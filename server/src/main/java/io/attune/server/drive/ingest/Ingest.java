package io.attune.server.drive.ingest;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.SqlState;
import io.attune.store.Transactions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what happened, from wherever, and answers once it is durable (design.md §4). Concurrent arrivals share a transaction: a batch is
 * whatever queued while the previous ones were being committed, so that nobody waits for company when there is none.
 */
@Singleton
public final class Ingest implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(Ingest.class);

    /** One commits while the other decides. */
    private static final int DRIVERS = 2;

    private static final int QUEUE_LIMIT = 4_096;
    private static final int BATCH_EVENTS = 256;
    private static final int BATCH_BYTES = 4 << 20;
    private static final int TRANSIENT_ATTEMPTS = 5;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final EventBatch batch;
    private final PayloadChecks payloads = new PayloadChecks();
    private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE_LIMIT);

    /** Guarded by this. */
    private final List<Thread> drivers = new ArrayList<>();

    private volatile boolean accepting;

    /** An arrival whose source waits. */
    private record Pending(NewEvent event, CompletableFuture<IngestedEvent> answer) {}

    @Inject
    Ingest(Transactions transactions, EventBatch batch) {
        this.transactions = transactions;
        this.batch = batch;
    }

    @Override
    public int order() {
        return 310;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API) || roles.contains(Role.ENGINE) || roles.contains(Role.SENSORS);
    }

    @Override
    public synchronized void start() {
        accepting = true;
        for (int number = 1; number <= DRIVERS; number++) {
            drivers.add(Thread.ofPlatform().name("attune-ingest-" + number).start(this::drive));
        }
    }

    /** Refuses what comes from now on and writes what is already queued. */
    @Override
    public synchronized void stop() {
        accepting = false;
        long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
        for (Thread driver : drivers) {
            try {
                long left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
                if (!driver.join(Duration.ofMillis(left))) {
                    driver.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        drivers.clear();
        for (Pending left = queue.poll(); left != null; left = queue.poll()) {
            left.answer().completeExceptionally(stopping());
        }
    }

    /**
     * Stores the event with everything its rules make of it. Returns after the commit.
     *
     * @throws IngestRefused if it was not stored and the source can do something about it
     * @throws DatabaseUnavailableException if nobody knows: the same delivery may be sent again
     */
    public IngestedEvent submit(NewEvent event) {
        if (!accepting) {
            throw stopping();
        }
        payloads.require(event.trigger(), event.payload());
        var pending = new Pending(event, new CompletableFuture<>());
        if (!queue.offer(pending)) {
            throw new IngestRefused(
                    IngestRefused.Reason.OVERLOADED,
                    QUEUE_LIMIT + " events wait to be stored already; try again later");
        }
        try {
            return pending.answer().get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("ingest failed", e.getCause());
        } catch (TimeoutException e) {
            throw new DatabaseUnavailableException("the event was not stored within " + LONGEST_ANSWER, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException("interrupted while the event was being stored", e);
        }
    }

    private static IngestRefused stopping() {
        return new IngestRefused(IngestRefused.Reason.OVERLOADED, "the platform is stopping; try again later");
    }

    private void drive() {
        while (accepting || !queue.isEmpty()) {
            List<Pending> arrivals;
            try {
                arrivals = take();
            } catch (InterruptedException e) {
                return;
            }
            if (!arrivals.isEmpty()) {
                write(arrivals);
            }
        }
    }

    /** What waits now, within the bounds of a batch. Waits a moment when nothing does. */
    private List<Pending> take() throws InterruptedException {
        Pending first = queue.poll(200, TimeUnit.MILLISECONDS);
        if (first == null) {
            return List.of();
        }
        List<Pending> arrivals = new ArrayList<>();
        arrivals.add(first);
        long bytes = first.event().size();
        while (arrivals.size() < BATCH_EVENTS && bytes < BATCH_BYTES) {
            Pending next = queue.poll();
            if (next == null) {
                break;
            }
            arrivals.add(next);
            bytes += next.event().size();
        }
        return arrivals;
    }

    private void write(List<Pending> arrivals) {
        try {
            answer(arrivals, commit(arrivals));
        } catch (RuntimeException | Error e) {
            // During an outage, trying the events one by one would only take longer.
            if (arrivals.size() == 1 || SqlState.isOutage(e)) {
                arrivals.forEach(arrival -> fail(arrival, e));
            } else {
                // One of them is in the way of the others. Nothing of the batch was written.
                log.atDebug().setCause(e).log("a batch of events failed and is written one by one");
                arrivals.forEach(arrival -> write(List.of(arrival)));
            }
        }
    }

    private List<EventBatch.Outcome> commit(List<Pending> arrivals) {
        List<NewEvent> events = arrivals.stream().map(Pending::event).toList();
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.engine(tx -> batch.write(tx, events));
            } catch (RuntimeException e) {
                if (attempt == TRANSIENT_ATTEMPTS || !SqlState.isConflict(e)) {
                    throw e;
                }
            }
        }
    }

    private static void answer(List<Pending> arrivals, List<EventBatch.Outcome> outcomes) {
        for (int i = 0; i < arrivals.size(); i++) {
            var answer = arrivals.get(i).answer();
            var _ = switch (outcomes.get(i)) {
                case EventBatch.Outcome.Ingested(IngestedEvent event) -> answer.complete(event);
                case EventBatch.Outcome.Refused(IngestRefused reason) -> answer.completeExceptionally(reason);
            };
        }
    }

    private static void fail(Pending arrival, Throwable cause) {
        arrival.answer()
                .completeExceptionally(
                        SqlState.isOfValue(cause)
                                ? new IngestRefused(
                                        IngestRefused.Reason.NOT_STORABLE, "the event cannot be stored", cause)
                                : cause);
    }
}
