/**
 * {@code attune status}, {@code version}, {@code api} and {@code completion} (cli.md §2.7, §4, §5.7).
 */
@NullMarked
package io.attune.cli.system;

import org.jspecify.annotations.NullMarked;
