package io.attune.server.drive.dispatch;

import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;

/** Takes a workflow further in the very transaction that ends a task of it (docs/adr/0031). */
public interface NextStep {
    /**
     * Advances the workflow, which was told of the end. When this throws, the transaction has to be rolled back, and the end written without
     * the step: whoever advances workflows otherwise then takes it, and knows what to do about the failure.
     *
     * @return false if nothing was done: this process does not advance workflows, or somebody else has this one in hand
     */
    boolean take(Tx tx, ExecutionId workflow);
}
