package io.attune.engine.workflow;

import io.attune.engine.workflow.WorkflowState.Ending;
import io.attune.engine.workflow.WorkflowState.Phase;
import io.attune.engine.workflow.graph.CancellationPolicy;
import io.attune.model.execution.ExecutionStatus;
import java.util.List;
import java.util.Map;

/** Ends a run before its time (workflows.md §8, §10). */
final class Stop {
    private Stop() {}

    static void cancel(Run run) {
        if (run.isRunning()) {
            stop(run, new Ending(ExecutionStatus.CANCELLED, "Workflow cancelled"));
        }
    }

    /** Who takes too long is stopped, whatever the policy says; also when it is being cancelled and its children take their time. */
    static void expire(Run run) {
        if (run.isRunning()) {
            end(run, new Ending(ExecutionStatus.TIMEOUT, "Workflow timed out"), CancellationPolicy.CANCEL_RUNNING);
        } else {
            run.command(new WorkflowCommand.CancelChildren(CancellationPolicy.CANCEL_RUNNING));
        }
    }

    static void stop(Run run, Ending ending) {
        end(run, ending, run.plan.cancellation());
    }

    private static void end(Run run, Ending ending, CancellationPolicy policy) {
        run.enter(new Phase.Stopping(ending));
        run.setPaused(false);
        boolean children = false;
        for (Map.Entry<String, TaskState> entry : List.copyOf(run.states().entrySet())) {
            switch (entry.getValue().progress()) {
                case Progress.Ready _, Progress.Delayed _ ->
                    run.end(entry.getKey(), Outcome.FAILED, new Progress.Made.Refusal("the workflow was stopped"));
                case Progress.Running _, Progress.Items _ -> children = true;
                case Progress.Parts _, Progress.Idle _, Progress.Ended _ -> {
                    // Nothing of it runs but its parts.
                }
            }
        }
        if (children) {
            run.command(new WorkflowCommand.CancelChildren(policy));
        }
    }
}
