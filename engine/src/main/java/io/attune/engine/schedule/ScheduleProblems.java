package io.attune.engine.schedule;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong while a schedule is read. */
final class ScheduleProblems {
    private final List<ScheduleProblem> found = new ArrayList<>();

    void add(String field, String message) {
        found.add(new ScheduleProblem(field, message));
    }

    boolean none() {
        return found.isEmpty();
    }

    List<ScheduleProblem> found() {
        return List.copyOf(found);
    }
}
