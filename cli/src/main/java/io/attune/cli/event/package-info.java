/**
 * {@code attune event} and {@code attune enforcement} (cli.md §4).
 */
@NullMarked
package io.attune.cli.event;

import org.jspecify.annotations.NullMarked;
