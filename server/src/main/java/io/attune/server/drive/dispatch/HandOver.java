package io.attune.server.drive.dispatch;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.json.JsonWeight;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ClaimedRun;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.execution.NewRun;
import io.attune.store.lease.PlacementStore;
import io.attune.worker.runtime.internal.InternalActions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Gives a new run to a worker that waits at this node, in the transaction that creates it (docs/adr/0031): it need not be put into the queue
 * first, and be found there.
 */
@Singleton
public class HandOver {
    /** Larger ones are read by whoever leases them, and not kept meanwhile. */
    private static final long LARGEST = 64 << 10;

    private final ExecutionStore executions;
    private final PlacementStore placements;
    private final Departures departures;
    private final WakeUps wakeUps;

    @Inject
    public HandOver(ExecutionStore executions, PlacementStore placements, Departures departures, WakeUps wakeUps) {
        this.executions = executions;
        this.placements = placements;
        this.departures = departures;
        this.wakeUps = wakeUps;
    }

    /**
     * Creates a run that nothing keeps from going to a worker, if one waits for it.
     *
     * @param by who asked for it
     * @return empty if nothing was done
     */
    Optional<ExecutionId> give(Tx tx, NewExecution run, Initiator by) {
        long weight = JsonWeight.of(run.parameters());
        if (!(run.start() instanceof Start.Queue(var demands)) || !run.secrets().isEmpty() || weight > LARGEST) {
            return Optional.empty();
        }
        long placement = placements.idOf(tx, demands);
        return wakeUps.queued().reserve(placement).map(waiting -> give(tx, run, by, waiting, placement, weight));
    }

    private ExecutionId give(
            Tx tx, NewExecution run, Initiator by, QueueSignal.Waiting waiting, long placement, long weight) {
        tx.afterFailure(() -> wakeUps.queued().release(waiting));
        var taker = waiting.worker().taker(waiting.startsAtOnce(placement));
        return switch (executions.insertTaken(tx, run, placement, by, taker)) {
            case NewRun.Taken(ClaimedRun taken) -> {
                announce(tx, taken.execution(), taken.status());
                if (taken.status() == ExecutionStatus.RUNNING && !InternalActions.isInstant(run.actionRef())) {
                    // It may have an effect outside at once. What needs a process starts with a commit of its own.
                    tx.commitDurably();
                }
                tx.afterCommit(() -> wakeUps.queued().give(waiting, taken));
                yield taken.execution();
            }
            case NewRun.Waiting(ExecutionId created) -> {
                tx.afterCommit(() -> wakeUps.queued().release(waiting));
                Changes.announce(
                        tx, new Change.ExecutionsMoved(null, ExecutionStatus.REQUESTED, List.of(created.value())));
                departures.go(tx, List.of(new Departures.Ready(created, placement, weight)));
                yield created;
            }
        };
    }

    private static void announce(Tx tx, ExecutionId created, ExecutionStatus status) {
        var ids = List.of(created.value());
        Changes.announce(
                tx,
                List.of(
                        new Change.ExecutionsMoved(null, ExecutionStatus.REQUESTED, ids),
                        new Change.ExecutionsMoved(ExecutionStatus.REQUESTED, status, ids)));
    }
}
