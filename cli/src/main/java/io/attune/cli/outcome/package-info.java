/**
 * How a call can end: exit codes (cli.md §2.4) and failures that name what is wrong and what to do.
 */
@NullMarked
package io.attune.cli.outcome;

import org.jspecify.annotations.NullMarked;
