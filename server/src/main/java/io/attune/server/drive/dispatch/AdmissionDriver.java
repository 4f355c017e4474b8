package io.attune.server.drive.dispatch;

import io.attune.engine.execution.Cause;
import io.attune.model.id.ExecutionId;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.admission.AdmissionGroupStore;
import io.attune.store.admission.AdmissionStore;
import io.attune.store.admission.AdmissionStore.Overdue;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the lines of policies where no run comes or leaves: lets go whom a rate limit or a changed policy lets go now, and cancels who
 * has waited for as long as it may. Every node does; what one works on the others leave to it.
 */
@Singleton
public class AdmissionDriver implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(AdmissionDriver.class);

    /** Even if nobody wakes it: a line on another node may have become due. */
    private static final Duration SAFETY_NET = Duration.ofMillis(500);

    /** While another node has what is due in hand. */
    private static final Duration AT_WORK_ELSEWHERE = Duration.ofMillis(20);

    private static final Duration BACK_OFF = Duration.ofMillis(500);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int BATCH = 500;

    private final Transactions transactions;
    private final AdmissionGroupStore groups;
    private final AdmissionStore store;
    private final ExecutionStore executions;
    private final Admission admission;
    private final Transitions transitions;
    private final InquiryEnds inquiries;
    private final WakeUps wakeUps;

    /** Used by the driver's thread. */
    private long nextSweep = System.nanoTime();

    private volatile boolean stopping;

    /** Guarded by this. */
    private @Nullable Thread thread;

    @Inject
    AdmissionDriver(
            Transactions transactions,
            AdmissionGroupStore groups,
            AdmissionStore store,
            ExecutionStore executions,
            Admission admission,
            Transitions transitions,
            InquiryEnds inquiries,
            WakeUps wakeUps) {
        this.transactions = transactions;
        this.groups = groups;
        this.store = store;
        this.executions = executions;
        this.admission = admission;
        this.transitions = transitions;
        this.inquiries = inquiries;
        this.wakeUps = wakeUps;
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
        thread = Thread.ofPlatform().name("attune-admission").start(this::run);
    }

    private void run() {
        boolean failing = false;
        while (!stopping) {
            var seen = wakeUps.lines().seen();
            Duration pause;
            try {
                pause = lookAfterLines();
                if (failing) {
                    log.info("the lines of policies are looked after again");
                    failing = false;
                }
            } catch (RuntimeException e) {
                if (!failing && !stopping) {
                    log.warn("the lines of policies cannot be looked after, trying again", e);
                    failing = true;
                }
                pause = BACK_OFF;
            }
            try {
                wakeUps.lines().await(seen, pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @return for how long nothing is to be done */
    private Duration lookAfterLines() {
        if (System.nanoTime() - nextSweep >= 0) {
            nextSweep = System.nanoTime() + SWEEP_EVERY.toNanos();
            int forgotten = transactions.engine(this::sweep);
            if (forgotten > 0) {
                log.warn(
                        "runs that were over still counted in groups of policies, they were taken out runs={}",
                        forgotten);
            }
            transactions.engine(tx -> groups.sweepIdle(tx, IDLE));
        }
        while (!stopping) {
            var left = transactions.engine(store::untilNext).orElse(SAFETY_NET);
            if (left.isPositive()) {
                return left.compareTo(SAFETY_NET) < 0 ? left : SAFETY_NET;
            }
            if (transactions.engine(this::letGo) + transactions.engine(this::cancelOverdue) == 0) {
                return AT_WORK_ELSEWHERE;
            }
        }
        return Duration.ZERO;
    }

    /** Takes those out of their groups who are over and should have left, so that others go (runtime.md §11). */
    int sweep(Tx tx) {
        var leftBehind = store.leftBehind(tx, BATCH);
        leftBehind.forEach((execution, group) -> admission.forget(tx, group, execution));
        return leftBehind.size();
    }

    private int letGo(Tx tx) {
        var due = groups.lockDue(tx, BATCH);
        admission.look(tx, due);
        return due.size();
    }

    /** @return how many wait no more */
    int cancelOverdue(Tx tx) {
        Map<ExecutionId, Overdue> overdue = new HashMap<>();
        store.overdue(tx, BATCH).forEach(one -> overdue.put(one.execution(), one));
        if (overdue.isEmpty()) {
            return 0;
        }
        var locked = executions.lock(tx, overdue.keySet());
        // Who was let go meanwhile no longer waits.
        Set<ExecutionId> waiting = new HashSet<>(store.waiting(tx, overdue.keySet()));
        var moves = new Moves();
        Set<ExecutionId> over = new HashSet<>(waiting);
        for (var state : locked) {
            var one = overdue.get(state.execution());
            if (!state.status().isTerminal()) {
                over.remove(state.execution());
            }
            if (one != null && waiting.contains(state.execution())) {
                moves.add(state, Cause.REFUSED, AdmissionRefusal.overdue(state.actionRef(), one.policyRef()));
            }
        }
        var written = transitions.write(tx, moves, Initiator.PLATFORM);
        inquiries.cancelOf(tx, written, Initiator.PLATFORM);
        // Whoever is over without having left would be overdue for ever.
        over.forEach(execution -> {
            var one = overdue.get(execution);
            if (one != null) {
                admission.forget(tx, one.group(), execution);
            }
        });
        return written.size() + over.size();
    }

    @Override
    public synchronized void stop() {
        stopping = true;
        wakeUps.lines().raise();
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
