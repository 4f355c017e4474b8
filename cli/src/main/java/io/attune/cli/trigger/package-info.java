/**
 * {@code attune trigger} with its webhooks (cli.md §3.7, §4).
 */
@NullMarked
package io.attune.cli.trigger;

import org.jspecify.annotations.NullMarked;
