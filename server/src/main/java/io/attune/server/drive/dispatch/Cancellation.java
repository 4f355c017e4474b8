package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.RunState;
import io.attune.store.lease.QueueStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Cancels executions (runtime.md §5.4): at once what has no process yet, through its worker what has one. */
@Singleton
public class Cancellation {
    private final ExecutionStore executions;
    private final QueueStore queue;
    private final WakeUps wakeUps;

    @Inject
    Cancellation(ExecutionStore executions, QueueStore queue, WakeUps wakeUps) {
        this.executions = executions;
        this.queue = queue;
        this.wakeUps = wakeUps;
    }

    /**
     * Cancels what is not over yet.
     *
     * @return the status in which each one was found
     */
    public Map<ExecutionId, ExecutionStatus> cancel(Tx tx, List<ExecutionId> wanted, Initiator by) {
        var moves = new Moves();
        Map<ExecutionId, ExecutionStatus> found = new TreeMap<>((a, b) -> Long.compare(a.value(), b.value()));
        List<Long> signalled = new ArrayList<>();
        for (var state : executions.lock(tx, wanted)) {
            found.put(state.execution(), state.status());
            var cause = cause(state);
            if (moves.add(state, cause, result(state, cause))
                    && cause == Cause.CANCEL_REQUESTED
                    && state.status() == ExecutionStatus.RUNNING) {
                signalled.add(state.execution().value());
            }
        }
        var written = moves.write(tx, executions, queue, by, () -> {});
        queue.remove(tx, written);
        if (!signalled.isEmpty()) {
            Changes.announce(tx, new Change.CancelRequested(signalled));
            tx.afterCommit(wakeUps.cancels()::raise);
        }
        return found;
    }

    private static Cause cause(RunState state) {
        boolean nobodyRunsIt = state.status() == ExecutionStatus.RUNNING && state.worker() == null;
        return nobodyRunsIt ? Cause.CANCEL_REQUESTED_WITHOUT_PROCESS : Cause.CANCEL_REQUESTED;
    }

    private static @Nullable ObjectNode result(RunState state, Cause cause) {
        if (state.status() == ExecutionStatus.RUNNING) {
            return cause == Cause.CANCEL_REQUESTED
                    ? null
                    : error("Cancelled by user").put("succeeded", false).put("cancelled", true);
        }
        return error("Cancelled by user before execution started");
    }

    private static ObjectNode error(String text) {
        return JsonNodeFactory.instance.objectNode().put("error", text);
    }
}
