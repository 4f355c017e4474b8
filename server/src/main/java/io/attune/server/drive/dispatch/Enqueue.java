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
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.lease.PlacementStore;
import io.attune.store.lease.QueueStore;
import io.attune.store.workflow.WorkflowInputStore;
import io.attune.store.workflow.WorkflowRunStore;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates executions (runtime.md §2 steps 6 and 7): the rows, their places in the queue or what a workflow starts from, and the
 * announcements, in the caller's transaction. An idle worker is woken after the commit.
 */
@Singleton
public class Enqueue {
    private static final ExecutionStatus REJECTED =
            ExecutionLifecycle.next(ExecutionStatus.REQUESTED, Cause.REJECTED).orElseThrow();

    private final ExecutionStore executions;
    private final PlacementStore placements;
    private final QueueStore queue;
    private final WorkflowRunStore workflowRuns;
    private final WorkflowInputStore workflowInputs;
    private final WakeUps wakeUps;

    public Enqueue(
            ExecutionStore executions,
            PlacementStore placements,
            QueueStore queue,
            WorkflowRunStore workflowRuns,
            WorkflowInputStore workflowInputs,
            WakeUps wakeUps) {
        this.executions = executions;
        this.placements = placements;
        this.queue = queue;
        this.workflowRuns = workflowRuns;
        this.workflowInputs = workflowInputs;
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
            asked.add(placement(tx, execution.start()));
        }
        var ids = executions.insert(tx, created, asked, by);
        List<QueueStore.Entry> entries = new ArrayList<>(created.size());
        List<WorkflowRunStore.NewRun> workflows = new ArrayList<>();
        List<ExecutionId> started = new ArrayList<>();
        List<Move> failed = new ArrayList<>();
        for (int i = 0; i < created.size(); i++) {
            var id = ids.get(i);
            Long placement = asked.get(i);
            switch (created.get(i).start()) {
                case Start.Queue _ -> {
                    if (placement != null) {
                        entries.add(new QueueStore.Entry(
                                id, placement, JsonWeight.of(created.get(i).parameters())));
                    }
                }
                case Start.Workflow workflow -> {
                    workflows.add(new WorkflowRunStore.NewRun(id, created.get(i).tenant(), workflow));
                    started.add(id);
                }
                case Start.Held(Start.Workflow workflow) ->
                    workflows.add(new WorkflowRunStore.NewRun(id, created.get(i).tenant(), workflow));
                case Start.Fail(var result) -> failed.add(new Move(id, ExecutionStatus.REQUESTED, REJECTED, result));
                case Start.Held _ -> {
                    // It waits to be released.
                }
            }
        }
        queue.add(tx, entries);
        workflowRuns.insert(tx, workflows);
        start(tx, started);
        var moved = executions.move(tx, failed, Initiator.PLATFORM);
        announce(tx, ids, entries, failed);
        wakeUps.tasksEnded(tx, moved);
        if (!entries.isEmpty()) {
            tx.afterCommit(wakeUps.queued()::raise);
        }
        return ids;
    }

    /** What it asks of a worker; null when no worker runs it. */
    private @Nullable Long placement(Tx tx, Start start) {
        return switch (start) {
            case Start.Queue(var demands) -> placements.idOf(tx, demands);
            case Start.Held(var then) -> placement(tx, then);
            case Start.Workflow _, Start.Fail _ -> null;
        };
    }

    private void start(Tx tx, List<ExecutionId> workflows) {
        workflowInputs.tell(tx, workflows, WorkflowInputStore.Kind.START, null);
        wakeUps.told(tx, workflows);
    }

    /**
     * Lets executions start that were held.
     *
     * @param placements what each asks of a worker; null for a workflow
     */
    public void release(Tx tx, List<ExecutionId> held, List<@Nullable Long> placements) {
        List<QueueStore.Entry> entries = new ArrayList<>(held.size());
        List<ExecutionId> workflows = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            Long placement = placements.get(i);
            if (placement == null) {
                workflows.add(held.get(i));
            } else {
                entries.add(new QueueStore.Entry(held.get(i), placement));
            }
        }
        start(tx, workflows);
        if (!entries.isEmpty()) {
            queue.add(tx, entries);
            Changes.announce(tx, queued(entries));
            tx.afterCommit(wakeUps.queued()::raise);
        }
    }

    private static Change queued(List<QueueStore.Entry> entries) {
        return new Change.Queued(
                entries.stream().map(QueueStore.Entry::placement).distinct().toList());
    }

    private static void announce(Tx tx, List<ExecutionId> ids, List<QueueStore.Entry> entries, List<Move> failed) {
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.ExecutionsMoved(
                null,
                ExecutionStatus.REQUESTED,
                ids.stream().map(ExecutionId::value).toList()));
        if (!entries.isEmpty()) {
            changes.add(queued(entries));
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
