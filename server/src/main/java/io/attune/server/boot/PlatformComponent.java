package io.attune.server.boot;

import java.util.Set;

/**
 * A part of the platform that runs by itself: started once the database is open and migrated, in ascending {@link #order()}, and stopped
 * in descending order. Implementations are CDI beans; {@link Platform} finds them. A constructor does nothing slow and starts nothing.
 *
 * <p>Orders in use: 100 bootstrap data, 200 packs of the platform, 300 catalog and ingest, 400 dispatch and sweeps, 500 timers and sensors,
 * 600 live streams, 700 local worker, 900 listeners. Stopping is the way back: workers first, then what serves them.
 */
public interface PlatformComponent {
    /** Its place in the start; equal places start in any order. */
    int order();

    /** Whether a process with these roles needs it. */
    boolean runsIn(Set<Role> roles);

    /** Returns when it is at work. An exception ends the start of the process with its message. */
    void start();

    /** Returns when nothing of it runs any more, within a few seconds. Called once, only after {@link #start()} was called. */
    void stop();
}
