/**
 * {@code attune rule} (cli.md §3.5, §5.2).
 */
@NullMarked
package io.attune.cli.rule;

import org.jspecify.annotations.NullMarked;
