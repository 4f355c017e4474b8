/** {@code attune schedule}: timers of rules. */
@NullMarked
package io.attune.cli.schedule;

import org.jspecify.annotations.NullMarked;
