/** Decisions as pure functions: state and input in, new state and commands out. No I/O, no clock, no threads, no logger. */
@NullMarked
package io.attune.engine;

import org.jspecify.annotations.NullMarked;
