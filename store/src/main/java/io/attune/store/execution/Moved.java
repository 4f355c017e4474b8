package io.attune.store.execution;

import io.attune.model.id.ExecutionId;
import org.jspecify.annotations.Nullable;

/**
 * An execution whose transition was written.
 *
 * @param workflow which was told, because a task of it has ended
 */
public record Moved(ExecutionId execution, @Nullable ExecutionId workflow) {}
