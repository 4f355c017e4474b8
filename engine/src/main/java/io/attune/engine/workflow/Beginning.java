package io.attune.engine.workflow;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.Progress.Ended;
import io.attune.engine.workflow.WorkflowState.Ending;
import io.attune.engine.workflow.graph.Task;
import io.attune.expression.ExpressionException;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.secret.SecretPlace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a run begins: anew (workflows.md §6.1), or with what an earlier one has done (§12). */
final class Beginning {
    private Beginning() {}

    static void start(Run run, WorkflowInput.Started input) {
        run.begin();
        limit(run, input.timeout());
        anew(run);
    }

    private static void anew(Run run) {
        try {
            variables(run);
        } catch (ExpressionException e) {
            Stop.stop(run, new Ending(ExecutionStatus.FAILED, "Workflow failed: " + e.explanation()));
            return;
        }
        run.plan.entries().forEach(entry -> Dispatch.begin(run, entry, null, Arrivals.NONE));
    }

    private static void limit(Run run, @Nullable Duration timeout) {
        if (timeout != null) {
            run.command(new WorkflowCommand.StartTimer(new Timer.Deadline(), run.at.plus(timeout)));
        }
    }

    private static void variables(Run run) {
        TaskScope scope = run.scopeAfter(null);
        JsonNode rendered = run.plan.variables().render(scope);
        Values.requireStorable(rendered, "vars");
        List<SecretPlace> secrets = run.plan.variables().secretPlaces(rendered, scope.secrets());
        List<Variables.Version> versions = new ArrayList<>();
        ((ObjectNode) rendered)
                .properties()
                .forEach(variable -> versions.add(new Variables.Version(
                        variable.getKey(),
                        0,
                        null,
                        variable.getValue(),
                        TaskScope.inside(secrets, JsonPointer.empty().appendProperty(variable.getKey())))));
        run.set(new Variables(versions));
    }

    static void rerun(Run run, WorkflowInput.Rerun input) {
        run.begin();
        limit(run, input.timeout());
        WorkflowState earlier = input.earlier();
        if (earlier.tasks().isEmpty()) {
            // It did not come as far as its first task.
            anew(run);
            return;
        }
        Undone undone = undone(run, earlier, input.task());
        run.continueFrom(earlier.steps());
        run.set(earlier.variables().without(undone::holds));
        run.plan.tasks().keySet().forEach(name -> keep(run, earlier, name, undone));
        for (String root : undone.byRoot().keySet()) {
            TaskState state = earlier.task(root);
            Dispatch.beginAgain(run, root, state, input.changed() ? null : completedItems(state));
        }
        earlier.unfollowed().stream()
                .filter(name -> !undone.holds(name) && run.plan.task(name).within() == null)
                .flatMap(name -> Stream.ofNullable(run.endOf(name)))
                .forEach(run::follow);
    }

    /**
     * What a rerun takes back: whatever tasks have done since the one began from which on everything is done again.
     *
     * @param byRoot the tasks that follow from one that is done again, with it
     */
    private record Undone(WorkflowState earlier, Map<String, Set<String>> byRoot) {
        boolean holds(String task) {
            return byRoot.values().stream().anyMatch(tasks -> tasks.contains(task));
        }

        boolean holds(String task, long step) {
            return byRoot.entrySet().stream()
                    .anyMatch(root -> root.getValue().contains(task)
                            && step >= earlier.task(root.getKey()).step());
        }
    }

    private static Undone undone(Run run, WorkflowState earlier, @Nullable String task) {
        Map<String, Set<String>> byOrigin = new LinkedHashMap<>();
        for (String origin : origins(run, earlier, task)) {
            byOrigin.put(origin, redone(run, earlier, origin));
        }
        // Of two that follow each other both begin: that is a loop, and one of them had not run yet.
        Map<String, Set<String>> byRoot = new LinkedHashMap<>(byOrigin);
        byOrigin.forEach((origin, redone) -> byOrigin.forEach((other, later) -> {
            if (later.contains(origin) && !redone.contains(other)) {
                byRoot.remove(origin);
            }
        }));
        return new Undone(earlier, byRoot);
    }

    /** The tasks that are to be done again: the one that is named, or those that did not succeed; and what a run that was given up left. */
    private static Collection<String> origins(Run run, WorkflowState earlier, @Nullable String task) {
        String named = task == null ? null : run.plan.outermost(task);
        Set<String> left = left(run, earlier);
        return run.plan.tasks().values().stream()
                .filter(each -> each.within() == null)
                .map(Task::name)
                .filter(name -> left.contains(name)
                        || (named == null ? hasFailed(earlier.task(name).progress()) : name.equals(named)))
                .toList();
    }

    /** What was under way when the run was given up. Whether a parallel task was so, its parts say. */
    private static Set<String> left(Run run, WorkflowState earlier) {
        Set<String> left = new HashSet<>();
        for (String name : run.plan.tasks().keySet()) {
            Progress progress = earlier.task(name).progress();
            if (progress.isActive() && !(progress instanceof Progress.Parts)) {
                left.add(run.plan.outermost(name));
            }
        }
        return left;
    }

    /** A run that was stopped left its parallel tasks as they were. */
    private static boolean hasFailed(Progress progress) {
        return progress instanceof Progress.Parts
                || (progress instanceof Ended ended && ended.outcome() != Outcome.SUCCEEDED);
    }

    /** The task, and what followed it or has not begun; parts go with their parallel tasks. */
    private static Set<String> redone(Run run, WorkflowState earlier, String origin) {
        long step = earlier.task(origin).step();
        Set<String> redone = new HashSet<>();
        for (String name : run.plan.following(origin)) {
            String top = run.plan.outermost(name);
            TaskState state = earlier.task(top);
            if (top.equals(origin) || state.step() > step || state.progress() instanceof Progress.Idle) {
                redone.add(name);
            }
        }
        return redone;
    }

    private static void keep(Run run, WorkflowState earlier, String name, Undone undone) {
        TaskState state = earlier.tasks().get(name);
        if (state == null) {
            return;
        }
        boolean again = undone.holds(name);
        boolean begun = !(state.progress() instanceof Progress.Idle);
        TaskState.Past past = state.past();
        run.put(
                name,
                new TaskState(
                        again && begun ? state.iteration() - 1 : state.iteration(),
                        again ? 0 : state.step(),
                        state.trigger(),
                        state.arrived().without(undone::holds),
                        state.next().without(undone::holds),
                        state.wanted().without(undone::holds),
                        state.again().stream()
                                .filter(repetition ->
                                        !undone.holds(repetition.trigger().task(), repetition.step()))
                                .toList(),
                        null,
                        past == null || undone.holds(name, past.step()) ? null : past,
                        again ? new Progress.Idle() : ended(state.progress())));
        if (!again && state.progress() instanceof Ended(var _, var _, Progress.Made made)) {
            switch (made) {
                case Progress.Made.OneChild _ ->
                    run.command(new WorkflowCommand.ReuseChildren(name, state.iteration(), null));
                case Progress.Made.ItemChildren(IndexSet failed) ->
                    run.command(
                            new WorkflowCommand.ReuseChildren(name, state.iteration(), IndexSet.all(failed.size())));
                case Progress.Made.Nothing _, Progress.Made.PartTasks _, Progress.Made.Refusal _ -> {
                    // It has none.
                }
            }
        }
    }

    private static Progress ended(Progress progress) {
        return progress instanceof Progress.Parts
                ? new Ended(Outcome.FAILED, false, new Progress.Made.PartTasks())
                : progress;
    }

    /** Null for none, and where there is nothing else. */
    private static @Nullable IndexSet completedItems(TaskState state) {
        IndexSet completed = switch (state.progress()) {
            case Ended(var _, var _, Progress.Made.ItemChildren(IndexSet failed))
            when !failed.isEmpty() -> failed.inverse();
            case Progress.Items items -> items.completed();
            default -> null;
        };
        return completed == null || completed.isEmpty() ? null : completed;
    }
}
