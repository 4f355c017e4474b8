package io.attune.engine.workflow.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a definition (workflows.md §4.1).
 *
 * @param task the task that it is about; null for the workflow as a whole
 * @param path the members and indexes that lead to the place, from the root of the definition; whoever read a file finds the line by it
 * @param hint what to write instead
 */
public record Problem(
        Severity severity,
        @Nullable String task,
        List<String> path,
        String message,
        @Nullable String hint) {
    /** What a problem leads to. */
    public enum Severity {
        /** There is no graph to run. */
        FATAL,
        /** It runs, and fails or hangs where it comes to this. Refused on save. */
        ERROR,
        /** It runs, though perhaps not as meant. */
        ADVICE
    }

    public Problem {
        path = List.copyOf(path);
    }

    /** The task and what is wrong with it, for those who say the place and the hint themselves. */
    public String sentence() {
        return (task == null ? "" : "task '" + task + "': ") + message;
    }

    /** One line for people: the place, the task, what is wrong, and the hint. */
    public String text() {
        return (path.isEmpty() ? "" : String.join(".", path) + ": ") + sentence() + (hint == null ? "" : "; " + hint);
    }
}
