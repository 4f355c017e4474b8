package io.attune.engine.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** Wall-clock times of a zone whose clocks are changed twice a year. */
final class WallClock {
    private WallClock() {}

    /** When clocks read {@code local} for the first time; a time that is skipped is read as if the clock had not been changed. */
    static Instant firstReading(ZoneId zone, LocalDateTime local) {
        return local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    /** Whether clocks are put forward over {@code local}. */
    static boolean isSkipped(ZoneId zone, LocalDateTime local) {
        return zone.getRules().getValidOffsets(local).isEmpty();
    }

    /**
     * The last wall-clock time whose first reading lies at or before {@code instant}: all later ones are still to come. In the second of two
     * equal hours that is the end of the hour.
     */
    static LocalDateTime readLast(ZoneId zone, Instant instant) {
        var local = LocalDateTime.ofInstant(instant, zone);
        var change = zone.getRules().getTransition(local);
        boolean secondReading = change != null && change.isOverlap() && !instant.isBefore(change.getInstant());
        return secondReading ? change.getDateTimeBefore().minusNanos(1) : local;
    }
}
