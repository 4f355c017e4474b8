package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.schedule.ReadSchedule;
import io.attune.engine.schedule.TimerKind;
import io.attune.server.http.FieldChecks;
import io.attune.server.timer.Schedules;

/** Checks that the parameters of timer triggers make a schedule (runtime.md §3). A past date is no error (D5). */
final class TimerParameters {
    private TimerParameters() {}

    static void check(Schedules schedules, FieldChecks checks, String triggerRef, JsonNode parameters) {
        TimerKind.ofTrigger(triggerRef).ifPresent(kind -> {
            if (schedules.read(kind, parameters) instanceof ReadSchedule.Invalid(var problems)) {
                problems.forEach(problem -> checks.finding("trigger_params." + problem.field(), problem.message()));
            }
        });
    }
}
