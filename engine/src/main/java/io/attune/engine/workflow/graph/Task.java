package io.attune.engine.workflow.graph;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a workflow (workflows.md §3).
 *
 * @param when asked before it starts; null for always
 * @param join how many of its predecessors must have completed; null to start with the first that leads to it
 * @param timeout how long a child may run; null as the action says
 * @param within the parallel task that it is a part of
 */
public record Task(
        String name,
        Work work,
        @Nullable Guard when,
        @Nullable Integer join,
        @Nullable Fanout fanout,
        @Nullable Retry retry,
        Duration delay,
        @Nullable Duration timeout,
        List<Transition> next,
        @Nullable String within) {
    public Task {
        next = List.copyOf(next);
    }

    /** Whether a transition deals with time-outs by itself, so that they are no failures to the others (workflows.md §10, D4). */
    public boolean handlesTimeout() {
        return next.stream()
                .anyMatch(transition ->
                        transition.when() != null && transition.when().asksForTimeout());
    }
}
