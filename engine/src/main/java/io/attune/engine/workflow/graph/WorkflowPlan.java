package io.attune.engine.workflow.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A workflow, compiled. Immutable, and shared by all its runs.
 *
 * @param variables the initial ones, rendered when a run starts
 * @param tasks all of them by name, those inside parallel tasks too, in the order of the definition
 * @param output the result by name; empty for none
 * @param entries the tasks that start first
 * @param predecessors by task, the distinct tasks with a transition to it
 * @param returns by task, the tasks from which the graph leads back to it
 */
public record WorkflowPlan(
        Text variables,
        Map<String, Task> tasks,
        Map<String, Text> output,
        CancellationPolicy cancellation,
        List<String> entries,
        Map<String, Set<String>> predecessors,
        Map<String, Set<String>> returns) {
    public WorkflowPlan {
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        output = Collections.unmodifiableMap(new LinkedHashMap<>(output));
        entries = List.copyOf(entries);
        predecessors = Map.copyOf(predecessors);
        returns = Map.copyOf(returns);
    }

    public Task task(String name) {
        return Objects.requireNonNull(tasks.get(name), () -> "no task " + name);
    }

    /** The task that it is a part of, however deep, and that is a part of none; itself where it is none. */
    public String outermost(String name) {
        Task task = task(name);
        while (task.within() != null) {
            task = task(task.within());
        }
        return task.name();
    }

    public Set<String> predecessorsOf(String task) {
        return predecessors.getOrDefault(task, Set.of());
    }

    /** Whether a transition from {@code source} to {@code target} goes round a loop. */
    public boolean leadsBack(String source, String target) {
        return returns.getOrDefault(target, Set.of()).contains(source);
    }

    /** The names that its tasks lead to, each once, in the order of the transitions. */
    static Set<String> successors(Task task) {
        Set<String> targets = new LinkedHashSet<>();
        task.next().forEach(transition -> targets.addAll(transition.targets()));
        return targets;
    }

    /** The task and all that its end can lead to. */
    public Set<String> following(String task) {
        Set<String> found = new LinkedHashSet<>();
        Graph.collect(tasks, task, found);
        return found;
    }
}
