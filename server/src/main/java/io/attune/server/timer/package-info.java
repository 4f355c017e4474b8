/**
 * Timers of rules (runtime.md §3): {@link io.attune.server.timer.RuleTimers} keeps them as the rules say and shows them. Does not know what
 * becomes of their ticks: {@code io.attune.server.drive.tick} does.
 */
@NullMarked
package io.attune.server.timer;

import org.jspecify.annotations.NullMarked;
