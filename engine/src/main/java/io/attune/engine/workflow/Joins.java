package io.attune.engine.workflow;

import io.attune.engine.workflow.Progress.Ended;
import io.attune.engine.workflow.graph.WorkflowPlan;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** Tasks that wait for several predecessors (workflows.md §6.3). */
final class Joins {
    private Joins() {}

    /**
     * Starts a join that somebody led to, if enough of its predecessors have completed since it last started.
     *
     * @param trigger the end that made the difference
     */
    static boolean startIfMet(Run run, String join, TaskState.@Nullable Trigger trigger) {
        TaskState state = run.state(join);
        Integer needed = run.plan.task(join).join();
        if (needed == null || state.wantedBy() == null) {
            return false;
        }
        Optional<Arrivals> arrived = switch (state.progress()) {
            case Progress.Idle _ -> Optional.of(state.arrived());
            case Ended _ -> Optional.of(state.next());
            case Progress.Ready _, Progress.Delayed _, Progress.Running _, Progress.Items _, Progress.Parts _ ->
                Optional.empty();
        };
        if (arrived.filter(predecessors -> predecessors.steps().size() >= needed)
                .isEmpty()) {
            return false;
        }
        Dispatch.begin(run, join, trigger, arrived.get());
        return true;
    }

    /** Why a join that somebody led to can no longer start. */
    static String explain(WorkflowPlan plan, String name, TaskState state) {
        SortedSet<String> arrived = arrived(state);
        return "task '" + name + "' " + wish(plan, name) + ", but "
                + (arrived.isEmpty() ? "none" : "only " + String.join(", ", arrived)) + " did";
    }

    /** What a join that somebody led to still waits for. */
    static String waits(WorkflowPlan plan, String name, TaskState state) {
        SortedSet<String> arrived = arrived(state);
        return wish(plan, name) + "; so far " + (arrived.isEmpty() ? "none" : String.join(", ", arrived)) + " did";
    }

    private static SortedSet<String> arrived(TaskState state) {
        return (state.progress() instanceof Ended ? state.next() : state.arrived()).names();
    }

    private static String wish(WorkflowPlan plan, String name) {
        var predecessors = plan.predecessorsOf(name).stream()
                .sorted(Comparator.naturalOrder())
                .toList();
        return "waits for " + plan.task(name).join() + " of " + String.join(", ", predecessors) + " to complete";
    }
}
