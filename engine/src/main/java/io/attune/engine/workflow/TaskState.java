package io.attune.engine.workflow;

import java.util.List;
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
 * @param wanted for a join, the predecessors that led to it, to the present iteration or, since that began, to the next
 * @param again what led to it once more while it was busy; an iteration follows for each
 * @param kept the items that a rerun does not run in the present iteration
 * @param past the iteration before; null for none
 * @param progress of the present iteration
 */
public record TaskState(
        int iteration,
        long step,
        @Nullable Trigger trigger,
        Arrivals arrived,
        Arrivals next,
        Arrivals wanted,
        List<Repetition> again,
        @Nullable IndexSet kept,
        @Nullable Past past,
        Progress progress) {
    static final TaskState NEW = new TaskState(
            0, 0, null, Arrivals.NONE, Arrivals.NONE, Arrivals.NONE, List.of(), null, null, new Progress.Idle());

    /**
     * The end of a predecessor, which may run again meanwhile.
     *
     * @param ended as it was then
     */
    public record Trigger(String task, int iteration, Progress.Ended ended) {}

    /**
     * An end that leads to a task once more.
     *
     * @param step of the workflow at which it did
     */
    public record Repetition(Trigger trigger, long step) {}

    /**
     * An iteration that is over.
     *
     * @param step of the workflow at which it began
     */
    public record Past(int iteration, long step, Progress.Ended ended) {}

    public TaskState {
        again = List.copyOf(again);
    }

    /** The latest iteration that is over, to which expressions look until the one under way is; null for none. */
    @Nullable
    Past latest() {
        return progress instanceof Progress.Ended ended ? new Past(iteration, step, ended) : past;
    }

    /** Begins an iteration, to which the predecessors in {@code arrived} belong. */
    TaskState begun(long step, @Nullable Trigger trigger, Arrivals arrived) {
        return new TaskState(
                iteration + 1,
                step,
                trigger,
                arrived,
                Arrivals.NONE,
                wanted,
                again,
                null,
                latest(),
                new Progress.Ready());
    }

    /**
     * Begins an iteration as one of an earlier run began.
     *
     * @param earlier the step at which that was; 0 when it had not begun
     * @param items that are kept of it; null for none
     */
    TaskState begunAgain(long step, long earlier, @Nullable IndexSet items) {
        Arrivals wishes = earlier == 0 ? wanted : wanted.moved(earlier, step);
        return new TaskState(
                iteration + 1, step, trigger, arrived, next, wishes, again, items, past, new Progress.Ready());
    }

    TaskState with(Progress progress) {
        return new TaskState(iteration, step, trigger, arrived, next, wanted, again, kept, past, progress);
    }

    TaskState arrival(String predecessor, long at) {
        return new TaskState(
                iteration, step, trigger, arrived.with(predecessor, at), next, wanted, again, kept, past, progress);
    }

    TaskState nextArrival(String predecessor, long at) {
        return new TaskState(
                iteration, step, trigger, arrived, next.with(predecessor, at), wanted, again, kept, past, progress);
    }

    TaskState wish(String predecessor, long at) {
        return new TaskState(
                iteration,
                step,
                trigger,
                arrived,
                next,
                wanted.withLatest(predecessor, at),
                again,
                kept,
                past,
                progress);
    }

    /** For a join that is not under way, the predecessor that last led to it and found it not ready; null for none. */
    @Nullable
    String wantedBy() {
        return wanted.latestSince(step);
    }

    TaskState onceMore(Trigger predecessor, long at) {
        return new TaskState(
                iteration,
                step,
                trigger,
                arrived,
                next,
                wanted,
                Stream.concat(again.stream(), Stream.of(new Repetition(predecessor, at)))
                        .toList(),
                kept,
                past,
                progress);
    }

    TaskState oneLess() {
        return new TaskState(
                iteration, step, trigger, arrived, next, wanted, again.subList(1, again.size()), kept, past, progress);
    }
}
