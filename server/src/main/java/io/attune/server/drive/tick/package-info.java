/**
 * Turns ticks of timers into events (runtime.md §3). {@link io.attune.server.drive.tick.TimerDriver} waits for what is due,
 * {@link io.attune.server.drive.tick.TickBatch} stores it. Any number of nodes do so at once.
 */
@NullMarked
package io.attune.server.drive.tick;

import org.jspecify.annotations.NullMarked;
