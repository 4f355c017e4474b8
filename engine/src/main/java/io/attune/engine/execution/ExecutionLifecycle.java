package io.attune.engine.execution;

import static io.attune.model.execution.ExecutionStatus.ABANDONED;
import static io.attune.model.execution.ExecutionStatus.CANCELING;
import static io.attune.model.execution.ExecutionStatus.CANCELLED;
import static io.attune.model.execution.ExecutionStatus.COMPLETED;
import static io.attune.model.execution.ExecutionStatus.FAILED;
import static io.attune.model.execution.ExecutionStatus.REQUESTED;
import static io.attune.model.execution.ExecutionStatus.RUNNING;
import static io.attune.model.execution.ExecutionStatus.SCHEDULED;
import static io.attune.model.execution.ExecutionStatus.SCHEDULING;
import static io.attune.model.execution.ExecutionStatus.TIMEOUT;

import io.attune.model.execution.ExecutionStatus;
import java.util.List;
import java.util.Optional;

/**
 * The one table of transitions (runtime.md §1.5). Whoever changes a status asks it, and writes the answer by compare-and-set on
 * {@code from} (FIX-6). What is not in the table does not happen: the cause came too late, and is dropped.
 *
 * <p>An end that is reported while a cancel is under way counts as the cancel having worked: who asked for it was told
 * {@code canceling}, and sees {@code cancelled} with whatever result the process still gave.
 */
public final class ExecutionLifecycle {
    /** One row of the table. */
    public record Transition(ExecutionStatus from, Cause cause, ExecutionStatus to) {}

    private static final List<Transition> TABLE = List.of(
            new Transition(REQUESTED, Cause.REJECTED, FAILED),
            new Transition(REQUESTED, Cause.LEASED, SCHEDULED),
            new Transition(REQUESTED, Cause.LEASED_AND_STARTED, RUNNING),
            new Transition(REQUESTED, Cause.WORKFLOW_STARTED, RUNNING),
            new Transition(REQUESTED, Cause.ASKED, RUNNING),
            new Transition(REQUESTED, Cause.UNSCHEDULABLE, FAILED),
            new Transition(REQUESTED, Cause.REFUSED, CANCELLED),
            new Transition(REQUESTED, Cause.CANCEL_REQUESTED, CANCELLED),
            new Transition(REQUESTED, Cause.CANCEL_REQUESTED_WITHOUT_PROCESS, CANCELLED),
            new Transition(SCHEDULING, Cause.LEASED, SCHEDULED),
            new Transition(SCHEDULING, Cause.LEASED_AND_STARTED, RUNNING),
            new Transition(SCHEDULING, Cause.HANDED_BACK, REQUESTED),
            new Transition(SCHEDULING, Cause.UNSCHEDULABLE, FAILED),
            new Transition(SCHEDULING, Cause.CANCEL_REQUESTED, CANCELLED),
            new Transition(SCHEDULING, Cause.CANCEL_REQUESTED_WITHOUT_PROCESS, CANCELLED),
            new Transition(SCHEDULED, Cause.STARTED, RUNNING),
            new Transition(SCHEDULED, Cause.HANDED_BACK, REQUESTED),
            new Transition(SCHEDULED, Cause.HAND_OFF_EXPIRED, FAILED),
            new Transition(SCHEDULED, Cause.FAILED, FAILED),
            new Transition(SCHEDULED, Cause.CANCEL_REQUESTED, CANCELLED),
            new Transition(SCHEDULED, Cause.CANCEL_REQUESTED_WITHOUT_PROCESS, CANCELLED),
            new Transition(RUNNING, Cause.SUCCEEDED, COMPLETED),
            new Transition(RUNNING, Cause.FAILED, FAILED),
            new Transition(RUNNING, Cause.TIMED_OUT, TIMEOUT),
            new Transition(RUNNING, Cause.CANCEL_REQUESTED, CANCELING),
            new Transition(RUNNING, Cause.CANCEL_REQUESTED_WITHOUT_PROCESS, CANCELLED),
            new Transition(RUNNING, Cause.STOPPED, CANCELLED),
            new Transition(RUNNING, Cause.WORKER_LOST, ABANDONED),
            new Transition(CANCELING, Cause.STOPPED, CANCELLED),
            new Transition(CANCELING, Cause.SUCCEEDED, CANCELLED),
            new Transition(CANCELING, Cause.FAILED, CANCELLED),
            new Transition(CANCELING, Cause.TIMED_OUT, CANCELLED),
            new Transition(CANCELING, Cause.WORKER_LOST, CANCELLED),
            new Transition(CANCELING, Cause.CANCEL_REQUESTED_WITHOUT_PROCESS, CANCELLED));

    private ExecutionLifecycle() {}

    /** All transitions, grouped by the status they leave. */
    public static List<Transition> table() {
        return TABLE;
    }

    /** The status that follows; nothing when the cause changes nothing in this status. */
    public static Optional<ExecutionStatus> next(ExecutionStatus from, Cause cause) {
        for (var transition : TABLE) {
            if (transition.from() == from && transition.cause() == cause) {
                return Optional.of(transition.to());
            }
        }
        return Optional.empty();
    }

    /** The table as a Mermaid state diagram, for ARCHITECTURE.md. */
    public static String diagram() {
        var text = new StringBuilder("stateDiagram-v2\n    [*] --> requested\n");
        for (var transition : TABLE) {
            text.append("    ")
                    .append(transition.from().wire())
                    .append(" --> ")
                    .append(transition.to().wire())
                    .append(": ")
                    .append(transition.cause().words())
                    .append('\n');
        }
        for (var status : ExecutionStatus.values()) {
            if (status.isTerminal()) {
                text.append("    ").append(status.wire()).append(" --> [*]\n");
            }
        }
        return text.toString();
    }
}
