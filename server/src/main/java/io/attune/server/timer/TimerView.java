package io.attune.server.timer;

import io.attune.engine.schedule.OneShotSchedule;
import io.attune.engine.schedule.ReadSchedule;
import io.attune.engine.schedule.Schedule;
import io.attune.engine.schedule.TimerState;
import io.attune.engine.schedule.TimerStatus;
import io.attune.store.timer.StoredTimer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a timer (api-catalog.md §8, TimerState).
 *
 * @param nextFireTimes the next five
 * @param executionCount how often it has fired since it was started
 * @param missed ticks that were not fired, since the platform was down
 */
@Schema(name = "TimerState")
public record TimerView(
        TimerStatus status,
        @Nullable String message,
        @Nullable Instant nextFireAt,
        List<Instant> nextFireTimes,
        @Nullable Instant lastFiredAt,
        long executionCount,
        long missed) {
    private static final int FORECAST = 5;

    static TimerView of(StoredTimer timer, ReadSchedule read) {
        var state = timer.state();
        var schedule = read instanceof ReadSchedule.Valid(var valid) ? valid : null;
        return new TimerView(
                state.status(),
                message(state, schedule),
                state.nextFireAt(),
                forecast(state, schedule),
                state.lastFiredAt(),
                state.fired(),
                state.missed());
    }

    private static List<Instant> forecast(TimerState state, @Nullable Schedule schedule) {
        var next = state.nextFireAt();
        if (next == null || schedule == null) {
            return List.of();
        }
        List<Instant> times = new ArrayList<>(FORECAST);
        times.add(next);
        times.addAll(schedule.upcoming(state.started(), next, FORECAST - 1));
        return times;
    }

    private static @Nullable String message(TimerState state, @Nullable Schedule schedule) {
        return switch (state.status()) {
            case SCHEDULED -> null;
            case DISABLED ->
                state.problem() == null
                        ? "The rule is disabled"
                        : "The parameters make no schedule: " + state.problem();
            case PAST ->
                schedule instanceof OneShotSchedule oneShot
                        ? oneShot.fireAt() + " was past when the timer was started: it never fires"
                        : "All times of the schedule were past when the timer was started: it never fires";
            case FINISHED ->
                state.fired() == 0
                        ? "The last time of the schedule was missed"
                        : "The timer has fired for the last time";
        };
    }
}
