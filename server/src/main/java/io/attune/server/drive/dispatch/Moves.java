package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.execution.ExecutionLifecycle;
import io.attune.engine.retry.RetryDecider;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.execution.Move;
import io.attune.store.execution.RunState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Collects transitions, most of them of locked executions, for {@link Transitions} to write them together. What the lifecycle does not allow is
 * left out.
 */
final class Moves {
    private final List<Move> moves = new ArrayList<>();
    private final Map<ExecutionId, Step> steps = new HashMap<>();

    /** @param placement what it asks of a worker; null when it never goes to one */
    private record Step(
            @Nullable Long placement, Cause cause, @Nullable ObjectNode result) {}

    /** @return whether the lifecycle has such a transition */
    boolean add(RunState state, Cause cause, @Nullable ObjectNode result) {
        var to = ExecutionLifecycle.next(state.status(), cause);
        if (to.isEmpty()) {
            return false;
        }
        moves.add(new Move(state.execution(), state.status(), to.get(), result));
        steps.put(state.execution(), new Step(state.placement(), cause, result));
        return true;
    }

    /** As {@link #add}, of one that nobody has looked at: it is moved if it runs and the holder has it in hand. */
    boolean addRunning(ExecutionId execution, Move.Holder holder, Cause cause, ObjectNode result) {
        var to = ExecutionLifecycle.next(ExecutionStatus.RUNNING, cause);
        if (to.isEmpty()) {
            return false;
        }
        moves.add(new Move(execution, ExecutionStatus.RUNNING, to.get(), result, holder));
        steps.put(execution, new Step(null, cause, result));
        return true;
    }

    boolean isEmpty() {
        return moves.isEmpty();
    }

    List<Move> all() {
        return moves;
    }

    /** What a moved execution asks of a worker; null when it never goes to one. */
    @Nullable
    Long placement(ExecutionId execution) {
        return step(execution).placement();
    }

    /** @param retries how many attempts there were before it */
    RetryDecider.End end(ExecutionId execution, int retries) {
        Step step = step(execution);
        return new RetryDecider.End(step.cause(), step.result(), retries);
    }

    private Step step(ExecutionId execution) {
        return Objects.requireNonNull(steps.get(execution), "only what was collected is moved");
    }
}
