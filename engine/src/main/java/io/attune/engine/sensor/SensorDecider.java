package io.attune.engine.sensor;

import io.attune.engine.sensor.SensorCommand.Alert;
import io.attune.engine.sensor.SensorCommand.Start;
import io.attune.engine.sensor.SensorCommand.Stop;
import io.attune.engine.sensor.SensorCommand.TellRules;
import io.attune.engine.sensor.SensorDemand.Wanted;
import io.attune.engine.sensor.SensorInput.Ended;
import io.attune.engine.sensor.SensorInput.Started;
import io.attune.engine.sensor.SensorInput.Tick;
import io.attune.engine.sensor.SensorInput.Unstartable;
import io.attune.engine.sensor.SensorState.Running;
import io.attune.engine.sensor.SensorState.Starting;
import io.attune.engine.sensor.SensorState.Stopped;
import io.attune.engine.sensor.SensorState.Stopping;
import io.attune.engine.sensor.SensorState.Waiting;
import java.time.Duration;
import java.time.Instant;

/**
 * The life of a sensor's process (runtime.md §12). A process that ends by itself comes back after 5 s, twice as long after each failure
 * that follows, at most 300 s; one that a change made useless is replaced at once. At no time are there two.
 */
public final class SensorDecider {
    /** A process that lived as long counts as started well: what happens to it later is a first failure. */
    public static final Duration HEALTHY_AFTER = Duration.ofSeconds(30);

    static final int ALERT_FROM = 3;
    static final Duration FIRST_DELAY = Duration.ofSeconds(5);
    static final Duration LONGEST_DELAY = Duration.ofMinutes(5);

    private SensorDecider() {}

    public static SensorDecision decide(SensorState state, SensorInput input) {
        return switch (input) {
            case Tick tick -> tick(state, tick);
            case Started(var at) ->
                SensorDecision.of(
                        state instanceof Starting(var wanted, var failures)
                                ? new Running(wanted, at, failures)
                                : state);
            case Ended(var at) -> ended(state, at, true);
            case Unstartable(var at) -> ended(state, at, false);
        };
    }

    private static SensorDecision tick(SensorState state, Tick tick) {
        return switch (state) {
            case Stopped _ -> tick.wanted().map(wanted -> start(wanted, 0)).orElseGet(() -> SensorDecision.of(state));
            case Starting(var wanted, var failures) ->
                tick.wanted().filter(now -> now.equals(wanted)).isPresent()
                        ? SensorDecision.of(state)
                        // It may be there already, unnoticed: its end is awaited like that of any other.
                        : stop();
            case Running running ->
                tick.wanted()
                        .filter(running.wanted()::canBecome)
                        .map(now -> keep(running, now, tick.at()))
                        .orElseGet(SensorDecider::stop);
            case Stopping _ -> SensorDecision.of(state);
            case Waiting waiting ->
                tick.wanted()
                        .map(now -> wait(waiting, now, tick.at()))
                        .orElseGet(() -> SensorDecision.of(SensorState.NONE));
        };
    }

    private static SensorDecision start(Wanted wanted, int failures) {
        return SensorDecision.of(new Starting(wanted, failures), new Start(wanted));
    }

    private static SensorDecision stop() {
        return SensorDecision.of(new Stopping(), new Stop());
    }

    private static SensorDecision keep(Running running, Wanted now, Instant at) {
        var kept = new Running(now, running.since(), isHealthy(running, at) ? 0 : running.failures());
        return running.wanted().rules().equals(now.rules())
                ? SensorDecision.of(kept)
                : SensorDecision.of(kept, new TellRules(now));
    }

    private static SensorDecision wait(Waiting waiting, Wanted now, Instant at) {
        if (!waiting.wanted().definition().equals(now.definition())) {
            // Somebody may have mended it.
            return start(now, 0);
        }
        return at.isBefore(waiting.until()) ? SensorDecision.of(waiting) : start(now, waiting.failures());
    }

    private static SensorDecision ended(SensorState state, Instant at, boolean started) {
        return switch (state) {
            case Stopping _ -> SensorDecision.of(SensorState.NONE);
            case Starting(var wanted, var failures) -> failed(wanted, failures + 1, at, started);
            case Running running ->
                failed(running.wanted(), isHealthy(running, at) ? 1 : running.failures() + 1, at, started);
            case Stopped _, Waiting _ -> SensorDecision.of(state);
        };
    }

    private static SensorDecision failed(Wanted wanted, int failures, Instant at, boolean started) {
        var waiting = new Waiting(wanted, at.plus(delay(failures)), failures, started);
        return failures < ALERT_FROM ? SensorDecision.of(waiting) : SensorDecision.of(waiting, new Alert(failures));
    }

    private static boolean isHealthy(Running running, Instant at) {
        return !at.isBefore(running.since().plus(HEALTHY_AFTER));
    }

    /** @param failures in a row, at least 1 */
    static Duration delay(int failures) {
        // From the seventh failure on it is the longest anyway; a shift by more would overflow some day.
        var delay = FIRST_DELAY.multipliedBy(1L << Math.min(failures - 1, 10));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }
}
