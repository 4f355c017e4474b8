package io.attune.engine.workflow.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What follows from the transitions of the tasks as a whole. Parts of parallel tasks stand outside: they start and end with those. */
final class Graph {
    private Graph() {}

    /** By task, those with a transition to it. */
    static Map<String, Set<String>> predecessors(Map<String, Task> tasks) {
        Map<String, Set<String>> predecessors = new LinkedHashMap<>();
        for (Task task : tasks.values()) {
            for (String target : WorkflowPlan.successors(task)) {
                predecessors.computeIfAbsent(target, _ -> new LinkedHashSet<>()).add(task.name());
            }
        }
        return predecessors;
    }

    /** The tasks to which nothing leads; the first one where something leads to each (workflows.md §4.2). */
    static List<String> entries(Map<String, Task> tasks, Map<String, Set<String>> predecessors) {
        List<String> top = tasks.values().stream()
                .filter(task -> task.within() == null)
                .map(Task::name)
                .toList();
        List<String> entries =
                top.stream().filter(task -> !predecessors.containsKey(task)).toList();
        return entries.isEmpty() && !top.isEmpty() ? List.of(top.getFirst()) : entries;
    }

    /** By task, its predecessors to which it leads itself. */
    static Map<String, Set<String>> returns(Map<String, Task> tasks, Map<String, Set<String>> predecessors) {
        // Of two tasks with a way from one to the other, there is a way back if and only if both are in one component.
        Components components = Components.of(tasks);
        Map<String, Set<String>> returns = new LinkedHashMap<>();
        predecessors.forEach((target, sources) -> {
            Set<String> back = new HashSet<>(sources);
            back.removeIf(source -> !components.areInOne(source, target));
            if (!back.isEmpty()) {
                returns.put(target, back);
            }
        });
        return returns;
    }

    /** Adds a task and all that it leads to, parts of parallel tasks with them. */
    static void collect(Map<String, Task> tasks, String from, Set<String> found) {
        Deque<String> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty()) {
            Task task = tasks.get(open.pop());
            if (task != null && found.add(task.name())) {
                open.addAll(followers(task));
            }
        }
    }

    /**
     * The tasks that start where all goes well and each transition fires. Tasks that wait for one another, or a join for what only follows
     * it, are not among them.
     */
    static Set<String> startable(Map<String, Task> tasks, List<String> entries) {
        Set<String> startable = new HashSet<>(entries);
        Map<String, Integer> arrivals = new HashMap<>();
        Deque<String> open = new ArrayDeque<>(startable);
        while (!open.isEmpty()) {
            Task task = tasks.get(open.pop());
            for (String follower : task == null ? Set.<String>of() : followers(task)) {
                int arrived = arrivals.merge(follower, 1, Integer::sum);
                if (arrived >= needed(tasks.get(follower)) && startable.add(follower)) {
                    open.push(follower);
                }
            }
        }
        return startable;
    }

    /** How many must have led to a task before it starts. */
    private static int needed(@Nullable Task task) {
        return task == null || task.join() == null ? 1 : task.join();
    }

    /** What a task leads to, and its parts if it is a parallel one. */
    static Set<String> followers(Task task) {
        Set<String> followers = WorkflowPlan.successors(task);
        if (task.work() instanceof Work.Parallel parallel) {
            followers.addAll(parallel.tasks());
        }
        return followers;
    }

    /** A loop that nothing can leave: tasks that follow one another on any outcome; empty when there is none. */
    static List<String> endless(Map<String, Task> tasks) {
        Set<String> done = new HashSet<>();
        for (String start : tasks.keySet()) {
            List<String> loop = endless(tasks, start, done);
            if (!loop.isEmpty()) {
                return loop;
            }
        }
        return List.of();
    }

    /** Depth-first without recursion: a definition may be a chain of thousands. */
    private static List<String> endless(Map<String, Task> tasks, String start, Set<String> done) {
        List<String> path = new ArrayList<>();
        Set<String> onPath = new HashSet<>();
        Deque<Deque<String>> open = new ArrayDeque<>();
        open.push(new ArrayDeque<>(List.of(start)));
        while (!open.isEmpty()) {
            String next = open.peek().poll();
            if (next == null) {
                open.pop();
                if (!path.isEmpty()) {
                    String left = path.removeLast();
                    onPath.remove(left);
                    done.add(left);
                }
            } else if (onPath.contains(next)) {
                return path.subList(path.indexOf(next), path.size());
            } else if (!done.contains(next)) {
                path.add(next);
                onPath.add(next);
                open.push(new ArrayDeque<>(unconditional(tasks.get(next))));
            }
        }
        return List.of();
    }

    private static Set<String> unconditional(@Nullable Task task) {
        Set<String> targets = new LinkedHashSet<>();
        if (task != null) {
            task.next().stream()
                    .filter(transition -> transition.when() == null)
                    .forEach(transition -> targets.addAll(transition.targets()));
        }
        return targets;
    }
}
