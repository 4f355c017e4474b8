package io.attune.engine.workflow;

import org.jspecify.annotations.Nullable;

/**
 * Names a child of a workflow. Derived, never generated, so that a decision made twice makes the same children.
 *
 * @param iteration of the task, from 1
 * @param item its number in a {@code with_items} task, from 0; null elsewhere
 * @param attempt 0 for the first, then the number of the retry
 */
public record ChildKey(String task, int iteration, @Nullable Integer item, int attempt) {
    ChildKey retry() {
        return new ChildKey(task, iteration, item, attempt + 1);
    }
}
