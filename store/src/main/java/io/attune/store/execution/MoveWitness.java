package io.attune.store.execution;

import io.attune.model.execution.ExecutionStatus;
import io.attune.store.Tx;

/** Hears of transitions of executions in the transactions that write them, which may still fail. */
@FunctionalInterface
public interface MoveWitness {
    void moved(Tx tx, ExecutionStatus to, int executions);
}
