package io.attune.store.execution;

import io.attune.model.execution.ExecutionStatus;
import io.attune.store.Tx;

/** Hears of transitions of executions, and of their retries, in the transactions that write them, which may still fail. */
public interface MoveWitness {
    /** Sees nothing. */
    MoveWitness NONE = new MoveWitness() {
        @Override
        public void moved(Tx tx, ExecutionStatus to, int executions) {}

        @Override
        public void retried(Tx tx, String reason) {}
    };

    void moved(Tx tx, ExecutionStatus to, int executions);

    /**
     * An execution was created that tries again what did not go well; none that somebody wished for.
     *
     * @param reason how the attempt before it ended
     */
    void retried(Tx tx, String reason);
}
