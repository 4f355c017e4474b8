package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.execution.Cause;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.execution.ExecutionStore;
import io.attune.store.execution.RunState;
import io.attune.store.workflow.StoredRun;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The beginning and the end of workflows, which no worker reports. */
@Singleton
public class WorkflowEnds {
    private final ExecutionStore executions;
    private final Transitions transitions;

    @Inject
    public WorkflowEnds(ExecutionStore executions, Transitions transitions) {
        this.executions = executions;
        this.transitions = transitions;
    }

    /** @return whether a workflow that waited for its start has begun: nobody cancelled it meanwhile */
    public boolean begin(Tx tx, StoredRun run) {
        var moves = new Moves();
        var state = new RunState(run.execution(), run.tenant(), run.actionRef(), run.status(), 0, null, null, true);
        moves.add(state, Cause.WORKFLOW_STARTED, null);
        return !transitions.write(tx, moves, Initiator.WORKFLOW).isEmpty();
    }

    /**
     * Moves a workflow, if its status allows it. One that never began cannot fail otherwise than by being rejected; one that is being
     * cancelled has the result of a cancelled one, however it ends (workflows.md §6.5).
     *
     * @return the status it had, if it did
     */
    public Optional<ExecutionStatus> move(Tx tx, ExecutionId workflow, Cause cause, @Nullable ObjectNode result) {
        var moves = new Moves();
        Optional<ExecutionStatus> before = Optional.empty();
        for (var state : executions.lock(tx, List.of(workflow))) {
            boolean rejected = state.status() == ExecutionStatus.REQUESTED && cause == Cause.FAILED;
            boolean cancelled = state.status() == ExecutionStatus.CANCELING;
            moves.add(state, rejected ? Cause.REJECTED : cause, cancelled ? cancelled() : result);
            before = Optional.of(state.status());
        }
        return transitions.write(tx, moves, Initiator.WORKFLOW).isEmpty() ? Optional.empty() : before;
    }

    private static ObjectNode cancelled() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("error", "Workflow cancelled")
                .put("succeeded", false);
    }
}
