package io.attune.engine.workflow;

import io.attune.model.WireEnum;
import io.attune.model.execution.ExecutionStatus;

/**
 * How a task ended, as its transitions see it. A cancelled or abandoned child counts as failed (workflows.md §6.5, §8), and one that completed
 * has succeeded whatever its result says.
 */
public enum Outcome implements WireEnum {
    SUCCEEDED,
    FAILED,
    TIMED_OUT;

    static Outcome of(ExecutionStatus status, boolean timedOut) {
        return switch (status) {
            case COMPLETED -> SUCCEEDED;
            case TIMEOUT -> TIMED_OUT;
            case FAILED -> timedOut ? TIMED_OUT : FAILED;
            case CANCELLED, ABANDONED -> FAILED;
            case REQUESTED, SCHEDULING, SCHEDULED, RUNNING, CANCELING ->
                throw new IllegalArgumentException("a child that is " + status.wire() + " has not ended");
        };
    }
}
