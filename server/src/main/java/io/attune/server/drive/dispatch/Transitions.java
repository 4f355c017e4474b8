package io.attune.server.drive.dispatch;

import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.Move;
import io.attune.store.execution.Moved;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes transitions and what follows from them: places in the queue for those that go back, slots for others where some have ended, news for
 * workflows whose tasks have, the next attempts at what failed, announcements.
 */
@Singleton
public class Transitions {
    private final ExecutionStore executions;
    private final Departures departures;
    private final Admission admission;
    private final WakeUps wakeUps;
    private final Retries retries;

    @Inject
    public Transitions(
            ExecutionStore executions, Departures departures, Admission admission, WakeUps wakeUps, Retries retries) {
        this.executions = executions;
        this.departures = departures;
        this.admission = admission;
        this.wakeUps = wakeUps;
        this.retries = retries;
    }

    /** @return those that were still as they were when they were collected */
    List<ExecutionId> write(Tx tx, Moves moves, Initiator by) {
        var moved = writeSilently(tx, moves, by);
        wakeUps.tasksEnded(tx, moved);
        return moved.stream().map(Moved::execution).toList();
    }

    /** As {@link #write}, and leaves it to the caller to wake those who advance the workflows that were told something. */
    List<Moved> writeSilently(Tx tx, Moves moves, Initiator by) {
        if (moves.isEmpty()) {
            return List.of();
        }
        var moved = executions.move(tx, moves.all(), by);
        Set<ExecutionId> done = moved.stream().map(Moved::execution).collect(Collectors.toSet());
        record Step(ExecutionStatus from, ExecutionStatus to) {}
        Map<Step, List<Long>> steps = new LinkedHashMap<>();
        List<Departures.Ready> back = new ArrayList<>();
        Set<ExecutionId> ended = new HashSet<>();
        for (Move move : moves.all()) {
            if (!done.contains(move.execution())) {
                continue;
            }
            steps.computeIfAbsent(new Step(move.from(), move.to()), _ -> new ArrayList<>())
                    .add(move.execution().value());
            if (move.to().isTerminal()) {
                ended.add(move.execution());
            }
            Long placement = moves.placement(move.execution());
            if (move.to() == ExecutionStatus.REQUESTED && placement != null) {
                back.add(new Departures.Ready(move.execution(), placement));
            }
        }
        List<Change> changes = new ArrayList<>();
        steps.forEach((step, ids) -> changes.add(new Change.ExecutionsMoved(step.from(), step.to(), ids)));
        Changes.announce(tx, changes);
        // They still have the slots of their policies.
        departures.go(tx, back);
        admission.leave(
                tx,
                moved.stream().filter(move -> ended.contains(move.execution())).toList());
        retries.follow(tx, moved, moves);
        return moved;
    }

    /** What follows for others where executions have ended. */
    void ended(Tx tx, List<Moved> moved) {
        admission.leave(tx, moved);
        wakeUps.tasksEnded(tx, moved);
    }
}
