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
import java.util.TreeSet;
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
        run.plan.entries().forEach(entry -> Dispatch.begin(run, entry, null, new TreeSet<>()));
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
        Map<String, Set<String>> redone = new LinkedHashMap<>();
        for (String origin : origins(run, earlier, input.task())) {
            redone.put(origin, redone(run, earlier, origin));
        }
        Set<String> reset = new HashSet<>();
        redone.values().forEach(reset::addAll);
        List<String> roots = redone.keySet().stream()
                .filter(origin -> redone.entrySet().stream()
                        .noneMatch(other -> !other.getKey().equals(origin)
                                && other.getValue().contains(origin)))
                .toList();
        long step = roots.stream()
                .mapToLong(root -> earlier.task(root).step())
                .min()
                .orElse(earlier.steps());
        run.continueFrom(earlier.steps());
        run.set(earlier.variables().undone(reset, step));
        run.plan.tasks().keySet().forEach(name -> keep(run, earlier, name, reset));
        for (String root : roots) {
            TaskState state = earlier.task(root);
            run.put(root, run.state(root).keeping(input.changed() ? null : completedItems(state)));
            Dispatch.begin(run, root, state.trigger(), state.arrived());
        }
        earlier.unfollowed().stream()
                .filter(name -> !reset.contains(name) && run.plan.task(name).within() == null)
                .flatMap(name -> Stream.ofNullable(run.endOf(name)))
                .forEach(run::follow);
    }

    /** The tasks that are to be done again: the one that is named, or those that did not succeed; and what a run that was given up left. */
    private static Collection<String> origins(Run run, WorkflowState earlier, @Nullable String task) {
        String named = task == null ? null : run.plan.task(task).outermost();
        return run.plan.tasks().values().stream()
                .filter(each -> each.within() == null)
                .map(Task::name)
                .filter(name -> name.equals(named)
                        || switch (earlier.task(name).progress()) {
                            case Ended ended -> named == null && ended.outcome() != Outcome.SUCCEEDED;
                            case Progress.Parts _ -> named == null;
                            case Progress.Idle _ -> false;
                            case Progress.Ready _, Progress.Delayed _, Progress.Running _, Progress.Items _ -> true;
                        })
                .toList();
    }

    /** The task, and what followed it or has not begun. */
    private static Set<String> redone(Run run, WorkflowState earlier, String origin) {
        long step = earlier.task(origin).step();
        Set<String> redone = new HashSet<>();
        for (String name : run.plan.following(origin)) {
            TaskState state = earlier.task(name);
            if (name.equals(origin) || state.step() > step || state.iteration() == 0) {
                redone.add(name);
            }
        }
        return redone;
    }

    private static void keep(Run run, WorkflowState earlier, String name, Set<String> reset) {
        TaskState state = earlier.tasks().get(name);
        if (state == null) {
            return;
        }
        var arrived = new TreeSet<>(state.arrived());
        arrived.removeAll(reset);
        var next = new TreeSet<>(state.next());
        next.removeAll(reset);
        @Nullable String wantedBy = state.wantedBy();
        boolean wanted = wantedBy != null && !reset.contains(wantedBy);
        boolean again = reset.contains(name);
        run.put(
                name,
                new TaskState(
                        again ? Math.max(0, state.iteration() - 1) : state.iteration(),
                        again ? 0 : state.step(),
                        state.trigger(),
                        arrived,
                        next,
                        wanted ? wantedBy : null,
                        List.of(),
                        null,
                        again ? new Progress.Idle() : stopped(state.progress())));
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

    /** A run that was stopped left its parallel tasks as they were, and one that was given up all that were under way. */
    private static Progress stopped(Progress progress) {
        return switch (progress) {
            case Progress.Parts _ -> new Ended(Outcome.FAILED, false, new Progress.Made.PartTasks());
            case Progress.Ready _, Progress.Delayed _, Progress.Running _, Progress.Items _ ->
                new Ended(Outcome.FAILED, false, new Progress.Made.Refusal("its run was given up"));
            case Progress.Idle _, Ended _ -> progress;
        };
    }

    private static @Nullable IndexSet completedItems(TaskState state) {
        return state.progress() instanceof Ended(var _, var _, Progress.Made.ItemChildren(IndexSet failed))
                        && failed.count() < failed.size()
                        && !failed.isEmpty()
                ? failed.inverse()
                : null;
    }
}
