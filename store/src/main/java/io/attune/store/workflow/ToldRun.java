package io.attune.store.workflow;

import io.attune.store.workflow.WorkflowInputStore.StoredInput;
import java.util.List;

/**
 * A run that somebody advances, with what it was told since the last time.
 *
 * @param told the oldest first
 * @param others whether there was more to do: other runs that were told something, or more that this one was
 */
public record ToldRun(StoredRun run, List<StoredInput> told, boolean others) {
    public ToldRun {
        told = List.copyOf(told);
    }
}
