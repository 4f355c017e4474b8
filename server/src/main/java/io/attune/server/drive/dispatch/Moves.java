package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.attune.store.execution.Moved;
import io.attune.store.execution.RunState;
import io.attune.store.lease.QueueStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects transitions of locked executions and writes them together: rows, queue places of those that go back, announcements. What the
 * lifecycle does not allow is left out.
 */
final class Moves {
    private final List<Move> moves = new ArrayList<>();
    private final Map<ExecutionId, RunState> states = new HashMap<>();

    /** @return whether the lifecycle has such a transition */
    boolean add(RunState state, Cause cause, @Nullable ObjectNode result) {
        var to = ExecutionLifecycle.next(state.status(), cause);
        if (to.isEmpty()) {
            return false;
        }
        moves.add(new Move(state.execution(), state.status(), to.get(), result));
        states.put(state.execution(), state);
        return true;
    }

    boolean isEmpty() {
        return moves.isEmpty();
    }

    /** Writes them. Workers are woken if a run went back to the queue, workflows if tasks of theirs have ended. */
    List<ExecutionId> write(Tx tx, ExecutionStore executions, QueueStore queue, Initiator by, WakeUps wakeUps) {
        if (moves.isEmpty()) {
            return List.of();
        }
        var moved = executions.move(tx, moves, by);
        var written = moved.stream().map(Moved::execution).toList();
        Set<ExecutionId> done = new HashSet<>(written);
        record Step(ExecutionStatus from, ExecutionStatus to) {}
        Map<Step, List<Long>> steps = new LinkedHashMap<>();
        List<QueueStore.Entry> back = new ArrayList<>();
        for (var move : moves) {
            if (!done.contains(move.execution())) {
                continue;
            }
            steps.computeIfAbsent(new Step(move.from(), move.to()), _ -> new ArrayList<>())
                    .add(move.execution().value());
            var state = states.get(move.execution());
            if (move.to() == ExecutionStatus.REQUESTED && state != null && state.placement() != null) {
                back.add(new QueueStore.Entry(move.execution(), state.placement()));
            }
        }
        List<Change> changes = new ArrayList<>();
        steps.forEach((step, ids) -> changes.add(new Change.ExecutionsMoved(step.from(), step.to(), ids)));
        if (!back.isEmpty()) {
            queue.add(tx, back);
            changes.add(new Change.Queued(
                    back.stream().map(QueueStore.Entry::placement).distinct().toList()));
            tx.afterCommit(wakeUps.queued()::raise);
        }
        Changes.announce(tx, changes);
        wakeUps.tasksEnded(tx, moved);
        return written;
    }
}
