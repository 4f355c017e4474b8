/**
 * {@code attune execution}, {@code ps}, {@code logs} and {@code wait} (cli.md §3.6, §5.1).
 */
@NullMarked
package io.attune.cli.execution;

import org.jspecify.annotations.NullMarked;
