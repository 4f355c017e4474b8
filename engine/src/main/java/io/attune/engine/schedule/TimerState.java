package io.attune.engine.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with the timer of one rule. Starting a timer anew makes a new one.
 *
 * @param started the phase of an interval
 * @param nextFireAt exactly while it is scheduled
 * @param fired how many ticks became events
 * @param missed how many did not, since the platform was down
 * @param problem why its parameters make no schedule
 */
public record TimerState(
        TimerStatus status,
        Instant started,
        @Nullable Instant nextFireAt,
        @Nullable Instant lastFiredAt,
        long fired,
        long missed,
        @Nullable String problem) {
    public TimerState {
        if ((status == TimerStatus.SCHEDULED) != (nextFireAt != null)) {
            throw new IllegalArgumentException("a timer that is " + status + " fires next at " + nextFireAt);
        }
    }

    static TimerState of(TimerStatus status, Instant started) {
        return new TimerState(status, started, null, null, 0, 0, null);
    }

    /** The timer goes on after {@code fired} more events and {@code missed} more missed ticks. */
    TimerState advanced(@Nullable Instant next, @Nullable Instant firedAt, long newlyMissed) {
        return new TimerState(
                next == null ? TimerStatus.FINISHED : TimerStatus.SCHEDULED,
                started,
                next,
                firedAt == null ? lastFiredAt : firedAt,
                firedAt == null ? fired : fired + 1,
                missed + newlyMissed,
                null);
    }

    /** The timer stands still; what it did stays known. */
    public TimerState disabled() {
        return new TimerState(TimerStatus.DISABLED, started, null, lastFiredAt, fired, missed, null);
    }
}
