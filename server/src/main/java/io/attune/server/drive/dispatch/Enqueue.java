package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.NewExecution;
import io.attune.store.lease.PlacementStore;
import io.attune.store.lease.QueueStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates executions (runtime.md §2 steps 6 and 7): the rows, their places in the queue, and the announcements, in the caller's
 * transaction. An idle worker is woken after the commit.
 */
@ApplicationScoped
public class Enqueue {
    private final ExecutionStore executions;
    private final PlacementStore placements;
    private final QueueStore queue;
    private final QueueSignal signal;

    public Enqueue(ExecutionStore executions, PlacementStore placements, QueueStore queue, QueueSignal signal) {
        this.executions = executions;
        this.placements = placements;
        this.queue = queue;
        this.signal = signal;
    }

    /**
     * Creates all of them, in two statements and an announcement however many they are.
     *
     * @return the ids, in the order of {@code created}
     */
    public List<ExecutionId> enqueue(Tx tx, List<NewExecution> created) {
        if (created.isEmpty()) {
            return List.of();
        }
        var ids = executions.insert(tx, created);
        List<QueueStore.Entry> entries = new ArrayList<>(created.size());
        Map<ExecutionId, ObjectNode> failed = new LinkedHashMap<>();
        for (int i = 0; i < created.size(); i++) {
            switch (created.get(i).start()) {
                case NewExecution.Start.Queue(var demands) ->
                    entries.add(new QueueStore.Entry(ids.get(i), placements.idOf(tx, demands)));
                case NewExecution.Start.Fail(var result) -> failed.put(ids.get(i), result);
            }
        }
        queue.add(tx, entries);
        executions.failRequested(tx, failed);
        announce(tx, ids, entries, failed);
        if (!entries.isEmpty()) {
            tx.afterCommit(signal::raise);
        }
        return ids;
    }

    private static void announce(
            Tx tx, List<ExecutionId> ids, List<QueueStore.Entry> entries, Map<ExecutionId, ObjectNode> failed) {
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
                    ExecutionStatus.FAILED,
                    failed.keySet().stream().map(ExecutionId::value).toList()));
        }
        Changes.announce(tx, changes);
    }
}
