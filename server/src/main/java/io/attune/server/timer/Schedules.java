package io.attune.server.timer;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.attune.engine.schedule.ReadSchedule;
import io.attune.engine.schedule.ScheduleReading;
import io.attune.engine.schedule.TimerKind;
import jakarta.inject.Singleton;

/**
 * Remembers the schedules that were read. Reading one takes longer than all else about a timer, and what a rule's author waits for before
 * the transaction must not be done again in it, where all events wait too.
 */
@Singleton
public final class Schedules {
    private static final int REMEMBERED = 20_000;

    private final Cache<Parameters, ReadSchedule.Valid> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    private record Parameters(TimerKind kind, JsonNode parameters) {}

    /** As {@link ScheduleReading#read}. */
    public ReadSchedule read(TimerKind kind, JsonNode parameters) {
        var key = new Parameters(kind, parameters);
        var known = remembered.getIfPresent(key);
        if (known != null) {
            return known;
        }
        var read = ScheduleReading.read(kind, parameters);
        if (read instanceof ReadSchedule.Valid valid) {
            remembered.put(key, valid);
        }
        return read;
    }
}
