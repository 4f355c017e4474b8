package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.WorkerId;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.RunState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/**
 * Settles what a worker had in hand and will never report (D24, FIX-16, FIX-19): what had not started goes back to the queue, what ran is
 * abandoned, what was being cancelled is cancelled.
 */
@Singleton
public class LostRuns {
    /** How often a run is handed to a worker before it fails. */
    static final int MOST_ATTEMPTS = 3;

    private final ExecutionStore executions;
    private final Transitions transitions;
    private final RunMeters meters;
    private final Clock clock;

    @Inject
    LostRuns(ExecutionStore executions, Transitions transitions, RunMeters meters, Clock clock) {
        this.executions = executions;
        this.transitions = transitions;
        this.meters = meters;
        this.clock = clock;
    }

    /** @param why in words for a person */
    public void settle(Tx tx, WorkerId worker, String why) {
        settle(tx, executions.lockOnWorker(tx, worker), why);
    }

    /** Gives back what a worker that leaves had not started; what it runs it reports itself. */
    public void giveBack(Tx tx, WorkerId worker, String why) {
        settle(
                tx,
                executions.lockOnWorker(tx, worker).stream()
                        .filter(state -> state.status() == ExecutionStatus.SCHEDULED)
                        .toList(),
                why);
    }

    /** As {@link #settle(Tx, WorkerId, String)} for executions that are locked already. */
    public void settle(Tx tx, List<RunState> lost, String why) {
        var moves = new Moves();
        int givenUp = 0;
        for (var state : lost) {
            if (state.status() != ExecutionStatus.SCHEDULED) {
                moves.add(state, Cause.WORKER_LOST, abandoned(state, why));
            } else if (state.attempt() < MOST_ATTEMPTS) {
                moves.add(state, Cause.HANDED_BACK, null);
            } else {
                moves.add(state, Cause.HAND_OFF_EXPIRED, expired(state, why));
                givenUp++;
            }
        }
        meters.gaveUp(tx, RunMeters.GivenUp.HAND_OFF, givenUp);
        transitions.write(tx, moves, Initiator.PLATFORM);
    }

    private ObjectNode abandoned(RunState state, String why) {
        boolean canceling = state.status() == ExecutionStatus.CANCELING;
        var result = JsonNodeFactory.instance
                .objectNode()
                .put("succeeded", false)
                .put("error", canceling ? "Cancelled; " + why : why)
                .put("abandoned_by", "scheduler")
                .put("original_status", state.status().wire())
                .put("reconciled_at", clock.instant().toString());
        if (canceling) {
            result.put("cancelled", true);
        }
        if (state.worker() != null) {
            result.putObject("worker").put("id", state.worker());
        }
        return result;
    }

    private ObjectNode expired(RunState state, String why) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("succeeded", false)
                .put(
                        "error",
                        "Handed to a worker " + state.attempt() + " times without being started; last time: " + why)
                .put("failed_by", "scheduler")
                .put("original_status", state.status().wire());
    }
}
