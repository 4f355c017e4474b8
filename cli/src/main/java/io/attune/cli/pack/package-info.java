/**
 * {@code attune pack} (cli.md §3.3).
 */
@NullMarked
package io.attune.cli.pack;

import org.jspecify.annotations.NullMarked;
