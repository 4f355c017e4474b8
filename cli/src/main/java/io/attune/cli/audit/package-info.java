/**
 * {@code attune audit} (cli.md §3.10, §5.8).
 */
@NullMarked
package io.attune.cli.audit;

import org.jspecify.annotations.NullMarked;
