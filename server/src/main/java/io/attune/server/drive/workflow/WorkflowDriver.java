package io.attune.server.drive.workflow;

import io.attune.model.id.ExecutionId;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.catalog.Catalog;
import io.attune.server.drive.dispatch.DriverLoop;
import io.attune.server.drive.dispatch.NextStep;
import io.attune.server.drive.dispatch.RunMeters;
import io.attune.server.drive.dispatch.WakeUps;
import io.attune.store.SqlState;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.ToldRun;
import io.attune.store.workflow.WorkflowClaimStore;
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
import java.util.Objects;
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
public final class WorkflowDriver implements PlatformComponent, NextStep {
    private static final Logger log = LoggerFactory.getLogger(WorkflowDriver.class);

    private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 8);
    private static final int TIMERS = 500;

    /** What is decided on at once; the rest follows in the next transaction. */
    private static final int INPUTS = 1_000;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /** For signals that were lost, and timers of other processes; the first thread sees to it for all. */
    private static final Duration SAFETY_NET = Duration.ofMillis(500);

    private static final Duration REST = Duration.ofMinutes(1);

    /** Between attempts at a run that cannot be advanced, of which there are this many. */
    private static final Duration POSTPONED = Duration.ofSeconds(2);

    private static final int ATTEMPTS = 3;

    /** Who has locks already waits for others no longer than this: neither is there a circle then, nor is the end of a task late. */
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final Transactions transactions;
    private final WorkflowClaimStore claims;
    private final WorkflowRunStore runs;
    private final WorkflowTimerStore timers;
    private final Advance advance;
    private final Catalog catalog;
    private final WakeUps wakeUps;
    private final RunMeters meters;
    private final Clock clock;

    /** Runs whose advance failed, each until it is tried again. */
    private final Map<ExecutionId, Failure> failures = new ConcurrentHashMap<>();

    /** Runs of which this process has counted the attempt that it makes next. */
    private final Set<ExecutionId> counted = ConcurrentHashMap.newKeySet();

    private record Failure(int attempts, Instant until) {}

    /** The run that had its turn last: all have one before any has its second. */
    private volatile long latest;

    private volatile boolean started;
    private volatile boolean stopping;

    private final List<DriverLoop> loops = new ArrayList<>();

    @Inject
    WorkflowDriver(
            Transactions transactions,
            WorkflowClaimStore claims,
            WorkflowRunStore runs,
            WorkflowTimerStore timers,
            Advance advance,
            Catalog catalog,
            WakeUps wakeUps,
            RunMeters meters,
            Clock clock) {
        this.transactions = transactions;
        this.claims = claims;
        this.runs = runs;
        this.timers = timers;
        this.advance = advance;
        this.catalog = catalog;
        this.wakeUps = wakeUps;
        this.meters = meters;
        this.clock = clock;
        for (int i = 0; i < THREADS; i++) {
            Duration rest = i == 0 ? SAFETY_NET : REST;
            loops.add(new DriverLoop("workflows-" + i, wakeUps.workflows(), () -> advanceAll(rest)));
        }
        // Alone, so that no run that takes its time makes a timer late.
        loops.add(new DriverLoop("workflow-timers", wakeUps.workflowTimers(), this::fireTimers));
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
    public void start() {
        started = true;
        loops.forEach(DriverLoop::start);
    }

    /** @return {@code rest} */
    private Duration advanceAll(Duration rest) {
        while (!stopping && advanceOne() == Turn.MORE) {
            // The next one.
        }
        return rest;
    }

    private Duration fireTimers() {
        List<ExecutionId> fired = transactions.engine(tx -> {
            List<ExecutionId> due = timers.fire(tx, TIMERS);
            wakeUps.told(tx, due.stream().distinct().toList());
            return due;
        });
        return fired.size() == TIMERS ? Duration.ZERO : untilNextTimer();
    }

    private Duration untilNextTimer() {
        return transactions
                .engine(timers::untilNext)
                .filter(left -> left.compareTo(SAFETY_NET) < 0)
                .orElse(SAFETY_NET);
    }

    /** What a look for something to do came to. */
    enum Turn {
        /** Nothing was there. */
        NONE,
        /** Something was there, and nothing else, nor was anybody told something meanwhile; whoever tells a run something later rings. */
        LAST,
        /** Something was there, and more may be. */
        MORE
    }

    Turn advanceOne() {
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
            turnOf(Objects.requireNonNull(claimed.run).execution());
            return retry(except, claimed);
        } catch (ChildResults.LargeException _) {
            return noted(claimed);
        } catch (RuntimeException e) {
            return failed(claimed, e);
        }
    }

    private Turn retry(List<ExecutionId> except, Claimed claimed) {
        try {
            return advanceOne(except, claimed, true);
        } catch (ChildResults.LargeException _) {
            return noted(claimed);
        } catch (RuntimeException e) {
            return failed(claimed, e);
        }
    }

    /** Counts the attempt at a large decision; the next turn is the one. */
    private Turn noted(Claimed claimed) {
        ExecutionId run = Objects.requireNonNull(claimed.run).execution();
        transactions.engineTask(tx -> runs.noteAttempt(tx, run));
        counted.add(run);
        turnOf(run);
        return Turn.MORE;
    }

    /** Makes a run the next to be claimed, unless another thread is quicker. */
    private void turnOf(ExecutionId run) {
        latest = run.value() - 1;
    }

    /** Remembers which run a transaction was about, should it fail. */
    private static final class Claimed {
        private @Nullable StoredRun run;
    }

    private Turn advanceOne(List<ExecutionId> except, Claimed claimed, boolean fresh) {
        long rings = wakeUps.workflows().rings();
        Turn turn = transactions.engine(tx -> {
            Optional<ToldRun> found = claims.claim(tx, latest, except, INPUTS);
            found.ifPresent(told -> {
                if (told.others()) {
                    // Before this one, which may take its time.
                    wakeUps.workflows().ring();
                }
                StoredRun run = told.run();
                claimed.run = run;
                latest = run.execution().value();
                Failure failure = failures.get(run.execution());
                boolean isCounted = counted.contains(run.execution());
                boolean fails = failure != null && failure.attempts() >= ATTEMPTS;
                boolean isDeadly = !isCounted && run.attempts() >= ATTEMPTS;
                if (fails || isDeadly) {
                    advance.giveUp(tx, run);
                    meters.gaveUp(tx, RunMeters.GivenUp.WORKFLOW, 1);
                } else {
                    advance.advance(tx, run, told.told(), new Advance.Prepared(fresh, isCounted));
                }
                tx.afterCommit(() -> {
                    failures.remove(run.execution());
                    counted.remove(run.execution());
                });
            });
            return found.map(told -> told.others() ? Turn.MORE : Turn.LAST).orElse(Turn.NONE);
        });
        // Who was rung for this very run while it was held here found it taken.
        return turn == Turn.LAST && wakeUps.workflows().rings() != rings ? Turn.MORE : turn;
    }

    /** Leaves to the loops what did not go well before, and so may not go well now. */
    @Override
    public boolean take(Tx tx, ExecutionId workflow) {
        if (!started || stopping || failures.containsKey(workflow)) {
            return false;
        }
        long rings = wakeUps.workflows().rings();
        Optional<ToldRun> found = claims.claimOne(tx, workflow, INPUTS, PATIENCE);
        found.ifPresent(told -> {
            if (told.run().attempts() >= ATTEMPTS) {
                throw new IllegalStateException("workflow " + workflow + " is to be given up");
            }
            advance.advance(tx, told.run(), told.told(), Advance.Prepared.WITH_THE_END_OF_A_TASK);
            tx.afterCommit(() -> {
                if (told.others() || wakeUps.workflows().rings() != rings) {
                    wakeUps.workflows().ring();
                }
            });
        });
        return found.isPresent();
    }

    /** One run must not keep the others from advancing. */
    private Turn failed(Claimed claimed, RuntimeException e) {
        StoredRun run = claimed.run;
        if (run == null || SqlState.isOutage(e)) {
            throw e;
        }
        log.warn("a workflow could not be advanced execution={}", run.execution(), e);
        failures.merge(
                run.execution(),
                new Failure(1, clock.instant().plus(POSTPONED)),
                (known, latest) -> new Failure(known.attempts() + 1, latest.until()));
        return Turn.MORE;
    }

    @Override
    public void stop() {
        stopping = true;
        loops.forEach(DriverLoop::leave);
        loops.forEach(loop -> loop.stop(STOP_WITHIN));
    }
}
