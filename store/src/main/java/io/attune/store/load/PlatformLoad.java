package io.attune.store.load;

import java.time.Duration;

/**
 * What all processes on one database have before them.
 *
 * @param queued executions that wait for a worker
 * @param longestQueued for how long the one has waited that came first; zero when none waits, as for the other times
 * @param scheduled executions that were handed to a worker and have not started
 * @param canceling executions that are being cancelled
 * @param heldByPolicies executions that wait for their policies
 * @param timers that will fire
 * @param timersOverdue for how long the tick has been due that is due for longest
 * @param sensors processes of sensors that run
 * @param workers that take executions
 * @param longestSilence since the last sign of life of the worker that has been silent for longest
 */
public record PlatformLoad(
        long queued,
        Duration longestQueued,
        long scheduled,
        long running,
        long canceling,
        long heldByPolicies,
        Duration longestHeld,
        long timers,
        Duration timersOverdue,
        long sensors,
        long workers,
        Duration longestSilence) {}
