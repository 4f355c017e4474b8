package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.placement.Demands;
import io.attune.engine.placement.Fit;
import io.attune.engine.placement.Offer;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.store.Transactions;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.lease.QueueStore;
import io.attune.store.worker.WorkerSessionStore;
import io.attune.store.worker.WorkerSessionStore.RegisteredWorker;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fails runs that no worker fits, after they waited a while for one, and says meanwhile what they wait for (FIX-4). Used by one thread.
 */
@Singleton
public class Unschedulable {
    private static final int BATCH = 500;

    private final Transactions transactions;
    private final Placements placements;
    private final WorkerSessionStore workers;
    private final ExecutionStore executions;
    private final QueueStore queue;
    private final Transitions transitions;
    private final Clock clock;
    private final Duration patience;

    /** Since when no worker fits a placement. A backlog that waited for hours gets its patience anew when its last worker goes. */
    private final Map<Long, Instant> unfitSince = new HashMap<>();

    @Inject
    Unschedulable(
            Transactions transactions,
            Placements placements,
            WorkerSessionStore workers,
            ExecutionStore executions,
            QueueStore queue,
            Transitions transitions,
            Clock clock,
            Settings settings) {
        this.transactions = transactions;
        this.placements = placements;
        this.workers = workers;
        this.executions = executions;
        this.queue = queue;
        this.transitions = transitions;
        this.clock = clock;
        this.patience = settings.get(ConfigKeys.SCHEDULING_UNSCHEDULABLE_WAIT);
    }

    void sweep() {
        var registered = transactions.engine(workers::list);
        List<Offer> offers = registered.stream()
                .filter(RegisteredWorker::available)
                .map(worker -> Offer.of(worker.capabilities()))
                .toList();
        var now = clock.instant();
        placements.known().forEach((placement, demands) -> {
            if (offers.stream().anyMatch(offer -> offer.fit(demands) instanceof Fit.Fits)) {
                unfitSince.remove(placement);
                return;
            }
            var since = unfitSince.computeIfAbsent(placement, _ -> now);
            if (since.plus(patience).isAfter(now)) {
                explain(placement, reason(demands, registered));
            } else {
                fail(placement, reason(demands, registered));
            }
        });
    }

    private static String reason(Demands demands, List<RegisteredWorker> registered) {
        if (registered.isEmpty()) {
            return "no worker is registered";
        }
        List<String> reasons = new ArrayList<>();
        for (var worker : registered) {
            if (!worker.active()) {
                reasons.add(worker.name() + ": not active");
            } else if (worker.cordoned()) {
                reasons.add(worker.name() + ": cordoned");
            } else if (Offer.of(worker.capabilities()).fit(demands) instanceof Fit.Misfit(var misfit)) {
                reasons.add(worker.name() + ": " + misfit);
            }
        }
        return "no worker fits: " + String.join("; ", reasons);
    }

    private void explain(long placement, String reason) {
        transactions.engineTask(
                tx -> executions.explain(tx, queue.lockQueuedFor(tx, placement, Duration.ZERO, BATCH), reason));
    }

    private void fail(long placement, String reason) {
        int failed;
        do {
            failed = transactions.engine(tx -> {
                var locked = executions.lock(tx, queue.lockQueuedFor(tx, placement, patience, BATCH));
                var moves = new Moves();
                locked.forEach(state -> moves.add(state, Cause.UNSCHEDULABLE, result(state.actionRef(), reason)));
                var written = transitions.write(tx, moves, Initiator.PLATFORM);
                queue.remove(tx, written);
                return written.size();
            });
        } while (failed == BATCH);
    }

    private ObjectNode result(String actionRef, String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("succeeded", false)
                .put("error", "Execution is unschedulable")
                .put("message", reason)
                .put("action_ref", actionRef)
                .put("failed_by", "scheduler")
                .put("failed_at", clock.instant().toString());
    }
}
