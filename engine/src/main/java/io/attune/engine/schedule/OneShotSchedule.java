package io.attune.engine.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Fires once.
 *
 * @param zone in which a date without offset was read; shown in payloads
 */
public record OneShotSchedule(Instant fireAt, ZoneId zone) implements Schedule {
    @Override
    public Optional<Instant> next(Instant start, Instant after) {
        return fireAt.isAfter(after) ? Optional.of(fireAt) : Optional.empty();
    }

    @Override
    public boolean repeats() {
        return false;
    }
}
