/** {@code attune policy} (cli.md §4): how many runs at once, and how many in a time. */
@NullMarked
package io.attune.cli.policy;

import org.jspecify.annotations.NullMarked;
