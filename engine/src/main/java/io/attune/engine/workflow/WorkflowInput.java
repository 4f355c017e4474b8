package io.attune.engine.workflow;

import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened to a workflow, and when. */
public sealed interface WorkflowInput {
    Instant at();

    /** @param timeout how long it may take; null for as long as it takes */
    record Started(Instant at, @Nullable Duration timeout) implements WorkflowInput {}

    /**
     * Instead of {@link Started}, for a run that keeps what an earlier one has done (workflows.md §12).
     *
     * @param task from which on everything is done again; null for all tasks that failed
     * @param changed whether it has other parameters, so that the items of a task may be others
     */
    record Rerun(
            Instant at,
            WorkflowState earlier,
            @Nullable String task,
            boolean changed,
            @Nullable Duration timeout) implements WorkflowInput {}

    /**
     * @param status a terminal one
     * @param timedOut whether its time was up, whatever the status says (D4)
     */
    record ChildFinished(Instant at, ChildKey child, ExecutionStatus status, boolean timedOut)
            implements WorkflowInput {}

    record TimerFired(Instant at, Timer timer) implements WorkflowInput {}

    record CancelRequested(Instant at) implements WorkflowInput {}

    record PauseRequested(Instant at) implements WorkflowInput {}

    record ResumeRequested(Instant at) implements WorkflowInput {}
}
