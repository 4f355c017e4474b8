package io.attune.server.drive.workflow;

import io.attune.model.id.ExecutionId;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.dispatch.WakeUps;
import io.attune.store.SqlState;
import io.attune.store.Transactions;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.WorkflowRunStore;
import io.attune.store.workflow.WorkflowTimerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances workflows that were told something, and tells them of the time (workflows.md §6.3). All nodes with the role do so at once: a run
 * goes to whoever claims it, and when one node dies the others go on. No lock is held while a workflow waits.
 */
@Singleton
public final class WorkflowDriver implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(WorkflowDriver.class);

    private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
    private static final int TIMERS = 500;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /** For signals that were lost; the timekeeper sees to it for all. */
    private static final Duration SAFETY_NET = Duration.ofMillis(500);

    private static final Duration REST = Duration.ofMinutes(1);

    /** While there is no end of runs to advance. */
    private static final Duration TIMERS_EVERY = Duration.ofMillis(20);

    private static final Duration BACK_OFF = Duration.ofMillis(500);

    /** Between attempts at a run that cannot be advanced, of which there are this many. */
    private static final Duration POSTPONED = Duration.ofSeconds(2);

    private static final int ATTEMPTS = 3;

    private final Transactions transactions;
    private final WorkflowRunStore runs;
    private final WorkflowTimerStore timers;
    private final Advance advance;
    private final Catalog catalog;
    private final WakeUps wakeUps;
    private final Clock clock;

    /** Runs whose advance failed, each until it is tried again. */
    private final Map<ExecutionId, Failure> failures = new ConcurrentHashMap<>();

    private record Failure(int attempts, Instant until) {}

    private volatile boolean stopping;

    /** Guarded by this. */
    private final List<Thread> threads = new ArrayList<>();

    @Inject
    WorkflowDriver(
            Transactions transactions,
            WorkflowRunStore runs,
            WorkflowTimerStore timers,
            Advance advance,
            Catalog catalog,
            WakeUps wakeUps,
            Clock clock) {
        this.transactions = transactions;
        this.runs = runs;
        this.timers = timers;
        this.advance = advance;
        this.catalog = catalog;
        this.wakeUps = wakeUps;
        this.clock = clock;
    }

    @Override
    public int order() {
        return 500;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.ENGINE);
    }

    @Override
    public synchronized void start() {
        for (int i = 0; i < THREADS; i++) {
            boolean timekeeper = i == 0;
            threads.add(Thread.ofPlatform().name("attune-workflows-" + i).start(() -> run(timekeeper)));
        }
    }

    /** @param timekeeper whether it also looks after timers */
    private void run(boolean timekeeper) {
        boolean failing = false;
        while (!stopping) {
            var seen = wakeUps.workflows().seen();
            Duration pause;
            try {
                pause = advanceAll(timekeeper);
                if (failing) {
                    log.info("workflows advance again");
                    failing = false;
                }
            } catch (RuntimeException e) {
                if (!failing && !stopping) {
                    log.warn("workflows cannot be advanced, trying again", e);
                    failing = true;
                }
                pause = BACK_OFF;
            }
            try {
                wakeUps.workflows().await(seen, pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return for how long nothing is to be done */
    private Duration advanceAll(boolean timekeeper) {
        if (!timekeeper) {
            while (!stopping && advanceOne()) {
                // The next one.
            }
            return REST;
        }
        do {
            fireTimers();
            long end = System.nanoTime() + TIMERS_EVERY.toNanos();
            while (!stopping && System.nanoTime() < end) {
                if (!advanceOne()) {
                    return untilNextTimer();
                }
            }
        } while (!stopping);
        return Duration.ZERO;
    }

    private void fireTimers() {
        transactions.engineTask(tx ->
                wakeUps.told(tx, timers.fire(tx, TIMERS).stream().distinct().toList()));
    }

    private Duration untilNextTimer() {
        return transactions
                .engine(timers::untilNext)
                .filter(left -> left.compareTo(SAFETY_NET) < 0)
                .orElse(SAFETY_NET);
    }

    /** @return whether there was a run to advance */
    private boolean advanceOne() {
        var now = clock.instant();
        List<ExecutionId> except = failures.entrySet().stream()
                .filter(failure -> failure.getValue().until().isAfter(now))
                .map(Map.Entry::getKey)
                .toList();
        Claimed claimed = new Claimed();
        try {
            return advanceOne(except, claimed, false);
        } catch (Advance.CatalogTooOldException _) {
            var _ = catalog.refresh();
            return retry(except, claimed);
        } catch (RuntimeException e) {
            return failed(claimed, e);
        }
    }

    private boolean retry(List<ExecutionId> except, Claimed claimed) {
        try {
            return advanceOne(except, claimed, true);
        } catch (RuntimeException e) {
            return failed(claimed, e);
        }
    }

    /** Remembers which run a transaction was about, should it fail. */
    private static final class Claimed {
        private @Nullable StoredRun run;
    }

    private boolean advanceOne(List<ExecutionId> except, Claimed claimed, boolean fresh) {
        return transactions.engine(tx -> {
            Optional<StoredRun> found = runs.claim(tx, except);
            found.ifPresent(run -> {
                claimed.run = run;
                Failure failure = failures.get(run.execution());
                if (failure != null && failure.attempts() >= ATTEMPTS) {
                    advance.giveUp(tx, run);
                } else {
                    advance.advance(tx, run, fresh);
                }
                tx.afterCommit(() -> failures.remove(run.execution()));
            });
            return found.isPresent();
        });
    }

    /** One run must not keep the others from advancing. */
    private boolean failed(Claimed claimed, RuntimeException e) {
        StoredRun run = claimed.run;
        if (run == null || SqlState.isOutage(e)) {
            throw e;
        }
        log.warn("a workflow could not be advanced execution={}", run.execution(), e);
        failures.merge(
                run.execution(),
                new Failure(1, clock.instant().plus(POSTPONED)),
                (known, latest) -> new Failure(known.attempts() + 1, latest.until()));
        return true;
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        wakeUps.workflows().raise();
        for (Thread thread : threads) {
            try {
                var _ = thread.join(STOP_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }
}
