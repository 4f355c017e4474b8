/** Timers of rules (runtime.md §3): {@link io.attune.store.timer.TimerStore} keeps them, {@link io.attune.store.timer.DueTimerStore} advances them. */
@NullMarked
package io.attune.store.timer;

import org.jspecify.annotations.NullMarked;
