package io.attune.engine.workflow;

import io.attune.engine.workflow.graph.WorkflowPlan;

/**
 * Decides what a workflow does next (workflows.md §6–§12). A pure function: equal arguments give equal decisions, whenever and wherever. An
 * input that comes twice, or too late, changes nothing.
 */
public final class WorkflowDecider {
    private final int maxDispatches;

    /** @param maxDispatches how often one task may start in one run (workflows.md §6.4) */
    public WorkflowDecider(int maxDispatches) {
        this.maxDispatches = maxDispatches;
    }

    public Decision decide(WorkflowPlan plan, WorkflowState state, WorkflowInput input, WorkflowFacts facts) {
        if (state.isDone()) {
            return Decision.unchanged(state, "the workflow has ended");
        }
        boolean begins = input instanceof WorkflowInput.Started || input instanceof WorkflowInput.Rerun;
        if (begins != (state.startedAt() == null)) {
            return Decision.unchanged(
                    state, begins ? "the workflow was started already" : "the workflow was not started");
        }
        var run = new Run(plan, state, facts, input.at(), maxDispatches);
        switch (input) {
            case WorkflowInput.Started started -> Beginning.start(run, started);
            case WorkflowInput.Rerun rerun -> Beginning.rerun(run, rerun);
            case WorkflowInput.ChildFinished finished -> Children.finished(run, finished);
            case WorkflowInput.TimerFired fired -> Waiting.fired(run, fired.timer());
            case WorkflowInput.CancelRequested _ -> Stop.cancel(run);
            case WorkflowInput.PauseRequested _ -> Waiting.pause(run);
            case WorkflowInput.ResumeRequested _ -> Waiting.resume(run);
        }
        return run.decision();
    }
}
