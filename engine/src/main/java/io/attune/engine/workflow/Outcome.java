package io.attune.engine.workflow;

import io.attune.model.WireEnum;
import io.attune.model.execution.ExecutionStatus;

/** How a task ended, as its transitions see it. A cancelled or abandoned child counts as failed (workflows.md §6.5, §8). */
public enum Outcome implements WireEnum {
    SUCCEEDED,
    FAILED,
    TIMED_OUT;

    static Outcome of(ExecutionStatus status, boolean timedOut) {
        if (timedOut || status == ExecutionStatus.TIMEOUT) {
            return TIMED_OUT;
        }
        return status == ExecutionStatus.COMPLETED ? SUCCEEDED : FAILED;
    }
}
