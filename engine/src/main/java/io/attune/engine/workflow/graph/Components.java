package io.attune.engine.workflow.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;

/**
 * The strongly connected components of a graph: tasks are in one if each leads to the other. Tarjan's algorithm, which looks at each transition
 * once, without recursion: a definition may be a chain of thousands.
 */
final class Components {
    private final Map<String, Task> tasks;
    /** In the order in which they were found, from 0. */
    private final Map<String, Integer> numbers = new HashMap<>();
    /** By task, the lowest number known to be in its component. */
    private final Map<String, Integer> lowest = new HashMap<>();

    /** By task, the number of its component. */
    private final Map<String, Integer> components = new HashMap<>();

    private final Deque<String> undecided = new ArrayDeque<>();
    private final Deque<Visit> visits = new ArrayDeque<>();

    private record Visit(String task, Iterator<String> followers) {}

    private Components(Map<String, Task> tasks) {
        this.tasks = tasks;
    }

    static Components of(Map<String, Task> tasks) {
        var search = new Components(tasks);
        tasks.values().forEach(search::from);
        return search;
    }

    boolean areInOne(String task, String other) {
        return Objects.equals(components.get(task), components.get(other));
    }

    private void from(Task start) {
        if (numbers.containsKey(start.name())) {
            return;
        }
        visit(start);
        while (!visits.isEmpty()) {
            Visit visit = visits.peek();
            if (visit.followers().hasNext()) {
                follow(visit.task(), visit.followers().next());
            } else {
                visits.pop();
                leave(visit.task());
            }
        }
    }

    private void visit(Task task) {
        int number = numbers.size();
        numbers.put(task.name(), number);
        lowest.put(task.name(), number);
        undecided.push(task.name());
        visits.push(new Visit(task.name(), Graph.followers(task).iterator()));
    }

    private void follow(String task, String follower) {
        Task next = tasks.get(follower);
        Integer number = numbers.get(follower);
        if (next != null && number == null) {
            visit(next);
        } else if (number != null && !components.containsKey(follower)) {
            lowest.merge(task, number, Math::min);
        }
    }

    private void leave(String task) {
        int low = Objects.requireNonNull(lowest.get(task));
        if (low == Objects.requireNonNull(numbers.get(task))) {
            String member;
            do {
                member = undecided.pop();
                components.put(member, low);
            } while (!member.equals(task));
        }
        Visit before = visits.peek();
        if (before != null) {
            lowest.merge(before.task(), low, Math::min);
        }
    }
}
