package io.attune.engine.workflow.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows a task (workflows.md §5).
 *
 * @param when null for always
 * @param targets distinct names of tasks; none to publish only
 */
public record Transition(@Nullable Guard when, List<Publication> publish, List<String> targets) {
    /**
     * A variable that is set.
     *
     * @param value null for the whole result of the task
     */
    public record Publication(String name, @Nullable Text value) {}

    public Transition {
        publish = List.copyOf(publish);
        targets = List.copyOf(targets);
    }
}
