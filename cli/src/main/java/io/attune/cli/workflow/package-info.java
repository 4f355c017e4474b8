/**
 * {@code attune workflow} (cli.md §3.7).
 */
@NullMarked
package io.attune.cli.workflow;

import org.jspecify.annotations.NullMarked;
