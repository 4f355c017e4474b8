package io.attune.server.drive.dispatch;

import io.attune.engine.execution.Cause;
import io.attune.model.execution.ExecutionStatus;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.drive.ingest.Alerts;
import io.attune.store.Transactions;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.worker.WorkerSessionStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every state its deadline: whatever a crash, a lost worker or a lost message left behind is settled here. All sweeps are
 * compare-and-set, so that any number of nodes may run them.
 */
@Singleton
public class DispatchSweeps implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(DispatchSweeps.class);

    private static final Duration PERIOD = Duration.ofSeconds(1);
    /** Workers and overdue runs are looked at in every n-th round. */
    private static final int SLOW_ROUNDS = 5;
    /** A worker is lost after so many heartbeats missed. */
    private static final int MISSED_HEARTBEATS = 3;

    private static final Duration HAND_OFF = Duration.ofMinutes(5);
    private static final Duration CANCEL_GRACE = Duration.ofMinutes(2);
    /** Between the time-out of a run, which its worker enforces, and giving it up. */
    private static final Duration REPORT_GRACE = Duration.ofMinutes(3);

    private static final int BATCH = 500;

    private final Transactions transactions;
    private final WorkerSessionStore workers;
    private final ExecutionStore executions;
    private final LostRuns lostRuns;
    private final Unschedulable unschedulable;
    private final Placements placements;
    private final Transitions transitions;
    private final Alerts alerts;
    private final Clock clock;
    private final Duration heartbeat;
    private final Duration silence;
    private final Duration defaultTimeout;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable Thread thread;

    @Inject
    DispatchSweeps(
            Transactions transactions,
            WorkerSessionStore workers,
            ExecutionStore executions,
            LostRuns lostRuns,
            Unschedulable unschedulable,
            Placements placements,
            Transitions transitions,
            Alerts alerts,
            Clock clock,
            Settings settings) {
        this.transactions = transactions;
        this.workers = workers;
        this.executions = executions;
        this.lostRuns = lostRuns;
        this.unschedulable = unschedulable;
        this.placements = placements;
        this.transitions = transitions;
        this.alerts = alerts;
        this.clock = clock;
        this.heartbeat = settings.get(ConfigKeys.WORKER_HEARTBEAT_INTERVAL);
        this.silence = heartbeat.multipliedBy(MISSED_HEARTBEATS);
        this.defaultTimeout = settings.get(ConfigKeys.WORKER_TASK_TIMEOUT);
    }

    @Override
    public int order() {
        return 400;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.ENGINE);
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().daemon().name("attune-dispatch-sweeps").start(this::run);
    }

    private void run() {
        // With a longer gap, one heartbeat before it and the next after it are too far apart.
        var watch = new Watch(silence.minus(heartbeat), clock.instant());
        for (long round = 0; ; round++) {
            try {
                placements.refresh();
                watch.looked(clock.instant());
                unschedulable.sweep();
                if (round % SLOW_ROUNDS == 0) {
                    if (watch.hasLasted(silence, clock.instant())) {
                        expireWorkers();
                    }
                    settleLostRuns();
                    sweepRuns();
                }
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("a sweep of executions failed, the next one repeats it");
            }
            try {
                if (stopped.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void expireWorkers() {
        var silent = transactions.engine(tx -> {
            var expired = workers.expire(tx, silence);
            alerts.workersLost(tx, expired);
            return expired;
        });
        for (var worker : silent) {
            log.warn("a worker was silent for too long, its runs are settled worker={}", worker.name());
        }
    }

    private void settleLostRuns() {
        for (var worker : transactions.engine(workers::listInactiveWithRuns)) {
            transactions.engineTask(tx -> lostRuns.settle(tx, worker, "The worker that ran it was lost"));
        }
    }

    private void sweepRuns() {
        transactions.engineTask(tx -> lostRuns.settle(
                tx,
                executions.lockUnchangedFor(tx, ExecutionStatus.SCHEDULED, HAND_OFF, BATCH),
                "the worker did not start it within " + HAND_OFF.toSeconds() + " s"));
        transactions.engineTask(tx -> lostRuns.settle(
                tx,
                executions.lockOverdue(tx, defaultTimeout, REPORT_GRACE, BATCH),
                "Its worker did not report an end within its time limit"));
        transactions.engineTask(tx -> {
            var moves = new Moves();
            executions
                    .lockUnchangedFor(tx, ExecutionStatus.CANCELING, CANCEL_GRACE, BATCH)
                    .forEach(state -> moves.add(state, Cause.CANCEL_REQUESTED_WITHOUT_PROCESS, null));
            transitions.write(tx, moves, Initiator.PLATFORM);
        });
    }

    @Override
    public void stop() {
        stopped.countDown();
        var running = thread;
        if (running != null) {
            try {
                running.join(2_000);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
