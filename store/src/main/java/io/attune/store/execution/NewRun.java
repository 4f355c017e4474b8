package io.attune.store.execution;

import io.attune.model.id.ExecutionId;

/** What became of a new execution that was meant for a worker. */
public sealed interface NewRun {
    /** The worker has it. */
    record Taken(ClaimedRun run) implements NewRun {}

    /** The worker may have none at this moment: it waits like any other. */
    record Waiting(ExecutionId execution) implements NewRun {}
}
