package io.attune.engine.workflow.graph;

import io.attune.engine.workflow.graph.Problem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one definition. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(Severity severity, @Nullable String task, List<String> path, String message, @Nullable String hint) {
        found.add(new Problem(severity, task, path, message, hint));
    }

    boolean fatal() {
        return found.stream().anyMatch(problem -> problem.severity() == Severity.FATAL);
    }

    List<Problem> all() {
        return List.copyOf(found);
    }

    /** The path of something inside the value at {@code path}. */
    static List<String> within(List<String> path, String... inner) {
        return Stream.concat(path.stream(), Stream.of(inner)).toList();
    }

    /** The path of a place such as {@code hosts[0].name} inside the value at {@code path}. */
    static List<String> withinField(List<String> path, String field) {
        return Stream.concat(
                        path.stream(), Stream.of(field.split("[.\\[\\]]+", -1)).filter(part -> !part.isEmpty()))
                .toList();
    }
}
