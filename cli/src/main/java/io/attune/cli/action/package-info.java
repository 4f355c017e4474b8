/**
 * {@code attune action} and {@code attune run} (cli.md §3.4, §5.1).
 */
@NullMarked
package io.attune.cli.action;

import org.jspecify.annotations.NullMarked;
