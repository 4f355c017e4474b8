package io.attune.server.drive.dispatch;

import java.time.Duration;
import java.time.Instant;

/**
 * Since when somebody who looks regularly could have heard from others. After a start, an outage of the database or a stop of the whole machine,
 * the silence of the time before says nothing about them. Used by one thread.
 */
final class Watch {
    private final Duration longestGap;
    private Instant since;
    private Instant latest;

    /** @param longestGap between two looks of somebody who was there all the time */
    Watch(Duration longestGap, Instant now) {
        this.longestGap = longestGap;
        this.since = now;
        this.latest = now;
    }

    /** Another look, which succeeded. */
    void looked(Instant now) {
        if (isBroken(now)) {
            since = now;
        }
        latest = now;
    }

    /** Whether it has gone on for so long without a gap. */
    boolean hasLasted(Duration time, Instant now) {
        return !isBroken(now) && !since.plus(time).isAfter(now);
    }

    private boolean isBroken(Instant now) {
        return latest.plus(longestGap).isBefore(now);
    }
}
