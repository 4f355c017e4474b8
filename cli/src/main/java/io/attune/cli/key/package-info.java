/**
 * {@code attune key} (cli.md §3.8, §5.4). Values go to standard output only where a command is for that.
 */
@NullMarked
package io.attune.cli.key;

import org.jspecify.annotations.NullMarked;
