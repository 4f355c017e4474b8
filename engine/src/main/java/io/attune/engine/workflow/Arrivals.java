package io.attune.engine.workflow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that came to another one, in their order, each once. A rerun forgets those that it takes back.
 *
 * @param steps of the workflow at which they came, by task
 */
public record Arrivals(Map<String, Long> steps) {
    static final Arrivals NONE = new Arrivals(Map.of());

    public Arrivals {
        steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
    }

    static Arrivals of(String task, long step) {
        return new Arrivals(Map.of(task, step));
    }

    boolean contains(String task) {
        return steps.containsKey(task);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    SortedSet<String> names() {
        return new TreeSet<>(steps.keySet());
    }

    /** With a task, unless it came before. */
    Arrivals with(String task, long step) {
        Map<String, Long> more = new LinkedHashMap<>(steps);
        more.putIfAbsent(task, step);
        return new Arrivals(more);
    }

    /** With a task as the latest. */
    Arrivals withLatest(String task, long step) {
        Map<String, Long> more = new LinkedHashMap<>(steps);
        more.remove(task);
        more.put(task, step);
        return new Arrivals(more);
    }

    Arrivals without(BiPredicate<String, Long> gone) {
        Map<String, Long> less = new LinkedHashMap<>(steps);
        less.entrySet().removeIf(arrival -> gone.test(arrival.getKey(), arrival.getValue()));
        return new Arrivals(less);
    }

    /** As if those that came at a step or later had come at another. */
    Arrivals moved(long since, long to) {
        Map<String, Long> moved = new LinkedHashMap<>(steps);
        moved.replaceAll((_, step) -> step >= since ? Long.valueOf(to) : step);
        return new Arrivals(moved);
    }

    /** The latest of those that came at a step or later. */
    @Nullable
    String latestSince(long since) {
        return steps.entrySet().stream()
                .filter(arrival -> arrival.getValue() >= since)
                .map(Map.Entry::getKey)
                .reduce((_, later) -> later)
                .orElse(null);
    }
}
