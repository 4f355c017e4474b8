package io.attune.engine.workflow.graph;

import java.util.List;

/** What a task does. */
public sealed interface Work {
    /**
     * Runs an action, which may itself be a workflow.
     *
     * @param input the parameters; an empty document hands on those of the workflow
     * @param overrides of permission sets and placement, by field
     */
    record Action(String ref, Text input, Text overrides) implements Work {}

    /** Runs other tasks side by side, and ends when all have ended (workflows.md §4.2). */
    record Parallel(List<String> tasks) implements Work {
        public Parallel {
            tasks = List.copyOf(tasks);
        }
    }
}
