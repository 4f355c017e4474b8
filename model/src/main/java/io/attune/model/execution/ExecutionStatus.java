package io.attune.model.execution;

import io.attune.model.WireEnum;

/** Where a run stands (runtime.md §1.5). Which change may follow which is decided by the engine's lifecycle alone. */
public enum ExecutionStatus implements WireEnum {
    REQUESTED,
    SCHEDULING,
    SCHEDULED,
    RUNNING,
    COMPLETED,
    FAILED,
    CANCELING,
    CANCELLED,
    TIMEOUT,
    ABANDONED;

    /** No change follows a terminal status. */
    public boolean isTerminal() {
        return switch (this) {
            case COMPLETED, FAILED, CANCELLED, TIMEOUT, ABANDONED -> true;
            case REQUESTED, SCHEDULING, SCHEDULED, RUNNING, CANCELING -> false;
        };
    }
}
