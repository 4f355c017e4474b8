/**
 * When timers fire (runtime.md §3): {@link io.attune.engine.schedule.ScheduleReading} makes a {@link io.attune.engine.schedule.Schedule} of
 * what a rule says, {@link io.attune.engine.schedule.TimerDecider} says what becomes of a tick. Knows no clock: the time is an argument.
 */
@NullMarked
package io.attune.engine.schedule;

import org.jspecify.annotations.NullMarked;
