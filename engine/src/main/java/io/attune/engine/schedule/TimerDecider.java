package io.attune.engine.schedule;

import io.attune.model.catalog.MisfirePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says how timers start and what becomes of a tick that is due (runtime.md §3, FIX-8, FIX-10). */
public final class TimerDecider {
    /** A tick that is later than this was missed. */
    static final Duration LONGEST_GRACE = Duration.ofSeconds(5);

    /** A tick is not missed before it is this late, however soon the one after it comes. */
    static final Duration SHORTEST_GRACE = Duration.ofSeconds(2);

    private TimerDecider() {}

    /** A timer that starts at {@code now}, with no tick behind it. */
    public static TimerState start(ReadSchedule read, Instant now) {
        return switch (read) {
            case ReadSchedule.Valid(Schedule schedule) ->
                schedule.next(now, now)
                        .map(next -> new TimerState(TimerStatus.SCHEDULED, now, next, null, 0, 0, null))
                        .orElseGet(() -> TimerState.of(TimerStatus.PAST, now));
            case ReadSchedule.Invalid invalid ->
                new TimerState(TimerStatus.DISABLED, now, null, null, 0, 0, invalid.summary());
        };
    }

    /** The timer of a rule that is made disabled. */
    public static TimerState standingStill(Instant now) {
        return TimerState.of(TimerStatus.DISABLED, now);
    }

    /** What happens now, and how it stands afterwards. */
    public sealed interface Tick {
        TimerState after();

        /** An event. {@code planned} is when it should have been. */
        record Fire(Instant planned, TimerState after) implements Tick {}

        /** No event: the ticks that are due were missed. */
        record Skip(TimerState after) implements Tick {}
    }

    /**
     * Decides the tick that is due at {@code now}. Others may be due behind it; the state says so.
     *
     * @param policy of the rule; null for the default, which is to fire a one-shot timer late and to skip missed ticks of others
     */
    public static Tick decide(Schedule schedule, @Nullable MisfirePolicy policy, TimerState state, Instant now) {
        var planned = state.nextFireAt();
        if (planned == null || planned.isAfter(now)) {
            throw new IllegalArgumentException("no tick is due at " + now + ": " + state);
        }
        var following = schedule.next(state.started(), planned);
        var grace = grace(planned, following);
        if (!planned.plus(grace).isBefore(now)) {
            return new Tick.Fire(planned, state.advanced(following.orElse(null), now, 0));
        }
        return switch (policy == null ? defaultPolicy(schedule) : policy) {
            case FIRE_ONCE -> {
                // One event stands for all that are due.
                var missed = schedule.count(state.started(), planned, now);
                var next = schedule.next(state.started(), now);
                yield new Tick.Fire(planned, state.advanced(next.orElse(null), now, missed));
            }
            case SKIP -> {
                var lastMissed = now.minus(grace);
                var missed = 1 + schedule.count(state.started(), planned, lastMissed);
                var next = schedule.next(state.started(), lastMissed);
                yield new Tick.Skip(state.advanced(next.orElse(null), null, missed));
            }
        };
    }

    /** Lets all ticks that are due pass, as if there had been none: for timers whose tenant is frozen or whose trigger is disabled. */
    public static TimerState pass(Schedule schedule, TimerState state, Instant now) {
        return state.advanced(schedule.next(state.started(), now).orElse(null), null, 0);
    }

    public static MisfirePolicy defaultPolicy(Schedule schedule) {
        return schedule.repeats() ? MisfirePolicy.SKIP : MisfirePolicy.FIRE_ONCE;
    }

    /** A tick that is still due when the next one comes is let go, so that no burst follows a pause. */
    private static Duration grace(Instant planned, Optional<Instant> following) {
        var distance = following.map(next -> Duration.between(planned, next)).orElse(LONGEST_GRACE);
        if (distance.compareTo(SHORTEST_GRACE) < 0) {
            return SHORTEST_GRACE;
        }
        return distance.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : distance;
    }
}
