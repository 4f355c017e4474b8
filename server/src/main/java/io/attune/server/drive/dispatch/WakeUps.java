package io.attune.server.drive.dispatch;

import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.ChangeFeed;
import io.attune.store.change.Changes;
import io.attune.store.execution.Moved;
import io.attune.store.workflow.WorkflowInputStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What local waiters are woken by (design.md §4 step 4): raised directly after a commit of this process, and through the change feed
 * after one of another.
 */
@Singleton
public class WakeUps {
    private final QueueSignal queued = new QueueSignal();
    private final Signal cancels = new Signal();
    private final Bell workflows = new Bell();
    private final Signal lines = new Signal();
    private final Bell workflowTimers = new Bell();

    @Inject
    public WakeUps(ChangeFeed feed) {
        var _ = feed.subscribeToOthers(this::changed);
    }

    private void changed(Change change) {
        switch (change) {
            case Change.Queued(var placements) -> queued.raise(placements);
            case Change.CancelRequested _ -> cancels.raise();
            case Change.Resync _ -> {
                queued.raise();
                cancels.raise();
                workflows.ring();
                lines.raise();
            }
            case Change.Rows rows when rows.kind().equals(WorkflowInputStore.TOLD) -> workflows.ring();
            // A policy may have changed.
            case Change.CatalogChanged _ -> lines.raise();
            case Change.ExecutionsMoved _, Change.Rows _ -> {}
        }
    }

    /** Raised when something may be in the queue. */
    QueueSignal queued() {
        return queued;
    }

    /** Rung when a workflow may have something to decide on. */
    public Bell workflows() {
        return workflows;
    }

    /** Rung when a workflow waits for a time that may be nearer than all others. */
    public Bell workflowTimers() {
        return workflowTimers;
    }

    /** Lets whoever advances workflows look at those that were told something, when the transaction is committed. */
    public void told(Tx tx, Collection<ExecutionId> workflows) {
        if (!workflows.isEmpty()) {
            Changes.announce(
                    tx,
                    new Change.Rows(
                            WorkflowInputStore.TOLD,
                            workflows.stream().map(ExecutionId::value).toList()));
            tx.afterCommit(this.workflows::ring);
        }
    }

    /** As {@link #told}, of the workflows whose tasks ended with these moves. */
    void tasksEnded(Tx tx, List<Moved> moves) {
        told(
                tx,
                moves.stream()
                        .flatMap(move -> Stream.ofNullable(move.workflow()))
                        .distinct()
                        .toList());
    }

    /** Raised when somebody in the line of a policy may go, or has a time to go at. */
    public Signal lines() {
        return lines;
    }

    /** Raised when a running execution is to be cancelled. */
    public Signal cancels() {
        return cancels;
    }
}
