package io.attune.engine.schedule;

import java.util.List;
import java.util.stream.Collectors;

/** What became of reading the parameters of a timer. */
public sealed interface ReadSchedule {
    /** They name times. */
    record Valid(Schedule schedule) implements ReadSchedule {}

    /** They do not. */
    record Invalid(List<ScheduleProblem> problems) implements ReadSchedule {
        public Invalid {
            problems = List.copyOf(problems);
        }

        /** All of them in one line. */
        public String summary() {
            return problems.stream()
                    .map(problem -> problem.field() + ": " + problem.message())
                    .collect(Collectors.joining("; "));
        }
    }
}
