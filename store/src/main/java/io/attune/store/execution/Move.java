package io.attune.store.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.WorkerId;
import org.jspecify.annotations.Nullable;

/**
 * A transition that the lifecycle allowed, to be written if the execution still is in {@code from}.
 *
 * @param result what is stored as its result; null leaves it as it is
 * @param holder who must have it in hand; null where it is locked, or nobody's
 */
public record Move(
        ExecutionId execution,
        ExecutionStatus from,
        ExecutionStatus to,
        @Nullable ObjectNode result,
        @Nullable Holder holder) {
    public Move(ExecutionId execution, ExecutionStatus from, ExecutionStatus to, @Nullable ObjectNode result) {
        this(execution, from, to, result, null);
    }

    /** A worker, and which of its attempts at the execution. */
    public record Holder(WorkerId worker, int attempt) {}
}
