package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.RunState;
import io.attune.store.lease.QueueStore;
import io.attune.store.workflow.WorkflowInputStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Cancels executions (runtime.md §5.4): at once what has no process yet, through its worker what has one, and through the engine what is a
 * workflow. What they ask is asked no more.
 */
@Singleton
public class Cancellation {
    private final ExecutionStore executions;
    private final QueueStore queue;
    private final WorkflowInputStore workflowInputs;
    private final WakeUps wakeUps;
    private final Transitions transitions;
    private final InquiryEnds inquiries;

    @Inject
    public Cancellation(
            ExecutionStore executions,
            QueueStore queue,
            WorkflowInputStore workflowInputs,
            WakeUps wakeUps,
            Transitions transitions,
            InquiryEnds inquiries) {
        this.executions = executions;
        this.queue = queue;
        this.workflowInputs = workflowInputs;
        this.wakeUps = wakeUps;
        this.transitions = transitions;
        this.inquiries = inquiries;
    }

    /**
     * Cancels what is not over yet.
     *
     * @return the status in which each one was found
     */
    public Map<ExecutionId, ExecutionStatus> cancel(Tx tx, List<ExecutionId> wanted, Initiator by) {
        return cancel(tx, wanted, null, by);
    }

    /**
     * Cancels the tasks of a workflow with it (workflows.md §8), and workflows among them with theirs.
     *
     * @param policy whether those that run may finish
     */
    public void cancelTasks(Tx tx, List<ExecutionId> tasks, CancellationPolicy policy) {
        cancel(tx, tasks, policy, Initiator.WORKFLOW);
    }

    private Map<ExecutionId, ExecutionStatus> cancel(
            Tx tx, List<ExecutionId> wanted, @Nullable CancellationPolicy policy, Initiator by) {
        var moves = new Moves();
        Map<ExecutionId, ExecutionStatus> found = new TreeMap<>((a, b) -> Long.compare(a.value(), b.value()));
        List<Long> signalled = new ArrayList<>();
        List<ExecutionId> workflows = new ArrayList<>();
        for (var state : executions.lock(tx, wanted)) {
            found.put(state.execution(), state.status());
            boolean running = state.status() == ExecutionStatus.RUNNING;
            if (running && isOnWorker(state) && policy == CancellationPolicy.ALLOW_FINISH) {
                continue;
            }
            var cause = cause(state);
            boolean moved = moves.add(state, cause, result(state, cause, policy));
            if (state.workflow()
                    && (moved ? running : policy != null && !state.status().isTerminal())) {
                workflows.add(state.execution());
            } else if (moved && running && cause == Cause.CANCEL_REQUESTED) {
                signalled.add(state.execution().value());
            }
        }
        var written = transitions.write(tx, moves, by);
        queue.remove(tx, written);
        inquiries.cancelOf(tx, written, by);
        workflowInputs.tell(tx, workflows, WorkflowInputStore.Kind.CANCEL, detail(policy));
        wakeUps.told(tx, workflows);
        if (!signalled.isEmpty()) {
            Changes.announce(tx, new Change.CancelRequested(signalled));
            tx.afterCommit(wakeUps.cancels()::raise);
        }
        return found;
    }

    private static @Nullable JsonNode detail(@Nullable CancellationPolicy policy) {
        return policy == null ? null : JsonNodeFactory.instance.objectNode().put("policy", policy.wire());
    }

    /** What waits for an answer is on none. */
    private static boolean isOnWorker(RunState state) {
        return state.worker() != null && !state.workflow();
    }

    private static Cause cause(RunState state) {
        boolean nobodyRunsIt = state.status() == ExecutionStatus.RUNNING && !isOnWorker(state) && !state.workflow();
        return nobodyRunsIt ? Cause.CANCEL_REQUESTED_WITHOUT_PROCESS : Cause.CANCEL_REQUESTED;
    }

    private static @Nullable ObjectNode result(RunState state, Cause cause, @Nullable CancellationPolicy policy) {
        String by = policy == null ? "Cancelled by user" : "Cancelled with its workflow";
        if (state.status() == ExecutionStatus.RUNNING) {
            return cause == Cause.CANCEL_REQUESTED
                    ? null
                    : error(by).put("succeeded", false).put("cancelled", true);
        }
        return error(by + " before execution started");
    }

    private static ObjectNode error(String text) {
        return JsonNodeFactory.instance.objectNode().put("error", text);
    }
}
