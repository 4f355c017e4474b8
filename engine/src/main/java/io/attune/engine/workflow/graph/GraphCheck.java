package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.workflow.graph.Problem.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a graph although each of its tasks can be read (workflows.md §4.1). */
final class GraphCheck {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z0-9_-]+");

    private final WorkflowPlan plan;
    private final Predicate<String> actions;
    private final Problems problems;
    private final Places places;

    private GraphCheck(WorkflowPlan plan, JsonNode definition, Predicate<String> actions, Problems problems) {
        this.plan = plan;
        this.actions = actions;
        this.problems = problems;
        this.places = Places.of(definition);
    }

    static void check(WorkflowPlan plan, JsonNode definition, Predicate<String> actions, Problems problems) {
        var check = new GraphCheck(plan, definition, actions, problems);
        plan.tasks().values().forEach(check::task);
        check.reach();
        check.joins();
        check.loops();
        check.variables();
    }

    private void task(Task task) {
        if (TaskReader.RESERVED.contains(task.name())) {
            error(task, "name", "'" + task.name() + "' is a reserved name", "rename the task");
        }
        if (task.work() instanceof Work.Action action && !actions.test(action.ref())) {
            error(task, "action", "there is no action '" + action.ref() + "'", null);
        }
        int predecessors = plan.predecessorsOf(task.name()).size();
        if (task.join() != null && task.join() > predecessors) {
            error(
                    task,
                    "join",
                    "waits for " + task.join() + " predecessors, but only " + predecessors + " lead to it",
                    null);
        }
        parallel(task);
    }

    private void parallel(Task task) {
        if (task.within() != null && (!task.next().isEmpty() || task.join() != null)) {
            error(
                    task,
                    task.join() == null ? "next" : "join",
                    "has no effect in a part of a parallel task",
                    "put the transitions on '" + task.within() + "'");
        }
        if (task.work() instanceof Work.Parallel) {
            if (task.fanout() != null) {
                error(task, "with_items", "has no effect on a parallel task", "put it on its parts");
            }
            if (task.retry() != null) {
                error(task, "retry", "has no effect on a parallel task", "put it on its parts");
            }
            if (task.timeout() != null) {
                error(task, "timeout", "has no effect on a parallel task", "put it on its parts");
            }
        }
    }

    private void reach() {
        if (plan.entries().stream().anyMatch(plan.predecessors()::containsKey)) {
            problems.add(
                    Severity.ADVICE,
                    plan.entries().getFirst(),
                    List.of("tasks"),
                    "every task follows another one, so the first in the list is where it starts",
                    null);
        }
        Set<String> reached = new HashSet<>();
        plan.entries().forEach(entry -> Graph.collect(plan.tasks(), entry, reached));
        plan.tasks().values().stream()
                .filter(task -> !reached.contains(task.name()))
                .forEach(task -> error(task, "name", "can never start: no path from the start leads to it", null));
    }

    private void joins() {
        Set<String> startable = Graph.startable(plan.tasks(), plan.entries());
        plan.tasks().values().stream()
                .filter(task -> !startable.contains(task.name()))
                .forEach(task -> join(task, startable));
    }

    /** A join in a loop that waits for what only follows it never starts. */
    private void join(Task task, Set<String> startable) {
        Integer join = task.join();
        Set<String> predecessors = plan.predecessorsOf(task.name());
        if (join == null || join > predecessors.size()) {
            return;
        }
        // A predecessor that cannot start, and not because of this task, has a problem of its own.
        long before = predecessors.stream()
                .filter(each -> startable.contains(each) || !plan.leadsBack(each, task.name()))
                .count();
        if (before > 0 && before < join) {
            error(
                    task,
                    "join",
                    "waits for " + join + " predecessors, but only " + before + " can complete before it",
                    "the others follow it: set 'join' to " + before + " or less");
        }
    }

    private void loops() {
        List<String> endless = Graph.endless(plan.tasks());
        if (!endless.isEmpty()) {
            error(
                    plan.task(endless.getLast()),
                    "next",
                    "the loop " + String.join(" → ", endless) + " → " + endless.getFirst()
                            + " has no exit: its transitions are all unconditional",
                    "give one of them a 'when'");
        }
    }

    private void variables() {
        plan.variables().source().fieldNames().forEachRemaining(name -> {
            if (!VARIABLE.matcher(name).matches()) {
                problems.add(Severity.ERROR, null, List.of("vars", name), wrongName(name), null);
            }
        });
        for (Task task : plan.tasks().values()) {
            task.next().stream()
                    .flatMap(transition -> transition.publish().stream())
                    .map(Transition.Publication::name)
                    .filter(name -> !VARIABLE.matcher(name).matches())
                    .forEach(name -> error(task, "next", wrongName(name), null));
        }
    }

    private static String wrongName(String name) {
        return "'" + name + "' cannot be the name of a variable: only letters, digits, _ and -";
    }

    private void error(Task task, String field, String message, @Nullable String hint) {
        problems.add(Severity.ERROR, task.name(), Problems.within(places.of(task.name()), field), message, hint);
    }
}
