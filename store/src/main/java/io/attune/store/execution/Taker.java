package io.attune.store.execution;

import io.attune.engine.execution.Cause;
import io.attune.engine.execution.ExecutionLifecycle;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.WorkerId;
import io.attune.store.audit.Initiator;

/**
 * A worker that takes runs.
 *
 * @param incarnation the very process that registered
 * @param started whether they run from the moment they are taken; else they are {@code scheduled} until the worker says so
 * @param initiator the worker, as the audit log knows it
 */
public record Taker(WorkerId worker, String incarnation, boolean started, Initiator initiator) {
    ExecutionStatus status() {
        var cause = started ? Cause.LEASED_AND_STARTED : Cause.LEASED;
        return ExecutionLifecycle.next(ExecutionStatus.REQUESTED, cause).orElseThrow();
    }
}
