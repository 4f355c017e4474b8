/**
 * {@code attune permission} and {@code attune role} (cli.md §4, §5.6).
 */
@NullMarked
package io.attune.cli.permission;

import org.jspecify.annotations.NullMarked;
