package io.attune.engine.workflow;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task of a running workflow.
 *
 * @param iteration how often it was started
 * @param step of the workflow at which that was last
 * @param trigger what led to the present iteration; null for none
 * @param arrived the predecessors that belong to the present iteration: those that led to it, or, for a join, that have completed
 * @param next for a join, those that have completed for the iteration after it
 * @param wantedBy for a join, the predecessor that last led to it and found it not ready
 * @param again what led to it once more while it was busy; an iteration follows for each
 * @param kept the items that a rerun does not run
 * @param progress of the present iteration
 */
public record TaskState(
        int iteration,
        long step,
        @Nullable Trigger trigger,
        SortedSet<String> arrived,
        SortedSet<String> next,
        @Nullable String wantedBy,
        List<Trigger> again,
        @Nullable IndexSet kept,
        Progress progress) {
    static final TaskState NEW =
            new TaskState(0, 0, null, new TreeSet<>(), new TreeSet<>(), null, List.of(), null, new Progress.Idle());

    /**
     * The end of a predecessor, which may run again meanwhile.
     *
     * @param ended as it was then
     */
    public record Trigger(String task, int iteration, Progress.Ended ended) {}

    public TaskState {
        arrived = Collections.unmodifiableSortedSet(new TreeSet<>(arrived));
        next = Collections.unmodifiableSortedSet(new TreeSet<>(next));
        again = List.copyOf(again);
    }

    /** Begins an iteration, to which the predecessors in {@code arrived} belong. */
    TaskState begun(long step, @Nullable Trigger trigger, SortedSet<String> arrived) {
        return new TaskState(
                iteration + 1, step, trigger, arrived, new TreeSet<>(), null, again, kept, new Progress.Ready());
    }

    TaskState with(Progress progress) {
        return new TaskState(iteration, step, trigger, arrived, next, wantedBy, again, kept, progress);
    }

    TaskState arrival(String predecessor) {
        return new TaskState(
                iteration, step, trigger, plus(arrived, predecessor), next, wantedBy, again, kept, progress);
    }

    TaskState nextArrival(String predecessor) {
        return new TaskState(
                iteration, step, trigger, arrived, plus(next, predecessor), wantedBy, again, kept, progress);
    }

    TaskState wanted(@Nullable String by) {
        return new TaskState(iteration, step, trigger, arrived, next, by, again, kept, progress);
    }

    TaskState onceMore(Trigger predecessor) {
        return new TaskState(
                iteration,
                step,
                trigger,
                arrived,
                next,
                wantedBy,
                Stream.concat(again.stream(), Stream.of(predecessor)).toList(),
                kept,
                progress);
    }

    TaskState oneLess() {
        return new TaskState(
                iteration, step, trigger, arrived, next, wantedBy, again.subList(1, again.size()), kept, progress);
    }

    TaskState keeping(@Nullable IndexSet items) {
        return new TaskState(iteration, step, trigger, arrived, next, wantedBy, again, items, progress);
    }

    private static SortedSet<String> plus(SortedSet<String> set, String element) {
        SortedSet<String> more = new TreeSet<>(set);
        more.add(element);
        return more;
    }
}
