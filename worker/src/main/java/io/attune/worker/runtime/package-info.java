/**
 * How an action of each runtime becomes a command (packs.md §6.5, §8): {@link io.attune.worker.runtime.CommandLine}. Which interpreters
 * this machine has: {@link io.attune.worker.runtime.Interpreters}.
 */
@NullMarked
package io.attune.worker.runtime;

import org.jspecify.annotations.NullMarked;
