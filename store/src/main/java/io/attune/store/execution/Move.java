package io.attune.store.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * A transition that the lifecycle allowed, to be written if the execution still is in {@code from}.
 *
 * @param result what is stored as its result; null leaves it as it is
 */
public record Move(
        ExecutionId execution,
        ExecutionStatus from,
        ExecutionStatus to,
        @Nullable ObjectNode result) {}
