package io.attune.server.drive.dispatch;

import io.attune.engine.execution.Cause;
import io.attune.engine.execution.ExecutionLifecycle;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.Move;
import io.attune.store.execution.NewExecution;
import io.attune.store.lease.PlacementStore;
import io.attune.store.lease.QueueStore;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates executions (runtime.md §2 steps 6 and 7): the rows, their places in the queue, and the announcements, in the caller's
 * transaction. An idle worker is woken after the commit.
 */
@Singleton
public class Enqueue {
    private static final ExecutionStatus REJECTED =
            ExecutionLifecycle.next(ExecutionStatus.REQUESTED, Cause.REJECTED).orElseThrow();

    private final ExecutionStore executions;
    private final PlacementStore placements;
    private final QueueStore queue;
    private final WakeUps wakeUps;

    public Enqueue(ExecutionStore executions, PlacementStore placements, QueueStore queue, WakeUps wakeUps) {
        this.executions = executions;
        this.placements = placements;
        this.queue = queue;
        this.wakeUps = wakeUps;
    }

    /**
     * Creates all of them, in two statements and an announcement however many they are.
     *
     * @param by who asked for them
     * @return the ids, in the order of {@code created}
     */
    public List<ExecutionId> enqueue(Tx tx, List<NewExecution> created, Initiator by) {
        if (created.isEmpty()) {
            return List.of();
        }
        List<@Nullable Long> asked = new ArrayList<>(created.size());
        for (var execution : created) {
            asked.add(
                    switch (execution.start()) {
                        case NewExecution.Start.Queue(var demands) -> placements.idOf(tx, demands);
                        case NewExecution.Start.Fail _ -> null;
                    });
        }
        var ids = executions.insert(tx, created, asked, by);
        List<QueueStore.Entry> entries = new ArrayList<>(created.size());
        List<Move> failed = new ArrayList<>();
        for (int i = 0; i < created.size(); i++) {
            Long placement = asked.get(i);
            if (placement != null) {
                entries.add(new QueueStore.Entry(
                        ids.get(i), placement, JsonWeight.of(created.get(i).parameters())));
            } else if (created.get(i).start() instanceof NewExecution.Start.Fail(var result)) {
                failed.add(new Move(ids.get(i), ExecutionStatus.REQUESTED, REJECTED, result));
            }
        }
        queue.add(tx, entries);
        executions.move(tx, failed, Initiator.PLATFORM);
        announce(tx, ids, entries, failed);
        if (!entries.isEmpty()) {
            tx.afterCommit(wakeUps.queued()::raise);
        }
        return ids;
    }

    private static void announce(Tx tx, List<ExecutionId> ids, List<QueueStore.Entry> entries, List<Move> failed) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.ExecutionsMoved(
                null,
                ExecutionStatus.REQUESTED,
                ids.stream().map(ExecutionId::value).toList()));
        if (!entries.isEmpty()) {
            changes.add(new Change.Queued(
                    entries.stream().map(QueueStore.Entry::placement).distinct().toList()));
        }
        if (!failed.isEmpty()) {
            changes.add(new Change.ExecutionsMoved(
                    ExecutionStatus.REQUESTED,
                    REJECTED,
                    failed.stream().map(move -> move.execution().value()).toList()));
        }
        Changes.announce(tx, changes);
    }
}
