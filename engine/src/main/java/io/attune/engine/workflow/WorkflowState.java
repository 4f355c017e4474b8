package io.attune.engine.workflow;

import io.attune.model.execution.ExecutionStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that a run of a workflow remembers. It knows which children have ended and not what they said: results are looked up by key when an
 * expression asks for them, so that the state stays small however much the children say.
 *
 * @param phase of the run
 * @param paused whether nothing new starts
 * @param steps starts of tasks and settings of variables so far
 * @param last the task that ended last
 * @param unfollowed the tasks that ended when nothing started any more, so that a rerun must see to what follows them
 * @param tasks those that were touched, in that order
 */
public record WorkflowState(
        Phase phase,
        boolean paused,
        @Nullable Instant startedAt,
        long steps,
        @Nullable String last,
        SortedSet<String> unfollowed,
        Variables variables,
        Map<String, TaskState> tasks) {
    /** Nothing has happened yet. */
    public static final WorkflowState NEW =
            new WorkflowState(new Phase.Running(), false, null, 0, null, new TreeSet<>(), Variables.NONE, Map.of());

    /** Nothing has happened yet, and nothing will before it is resumed: it was paused before its start. */
    public static final WorkflowState NEW_AND_PAUSED =
            new WorkflowState(new Phase.Running(), true, null, 0, null, new TreeSet<>(), Variables.NONE, Map.of());

    /** Whether a run goes on. */
    public sealed interface Phase {
        record Running() implements Phase {}

        /** Nothing new starts, children may still run; then it ends. */
        record Stopping(Ending ending) implements Phase {}

        record Done(ExecutionStatus status) implements Phase {}
    }

    /**
     * How a run that was stopped will have ended.
     *
     * @param error for its result
     */
    public record Ending(ExecutionStatus status, String error) {}

    public WorkflowState {
        unfollowed = Collections.unmodifiableSortedSet(new TreeSet<>(unfollowed));
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    }

    public TaskState task(String name) {
        return Objects.requireNonNullElse(tasks.get(name), TaskState.NEW);
    }

    public boolean isDone() {
        return phase instanceof Phase.Done;
    }
}
