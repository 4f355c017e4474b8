/**
 * {@code attune identity} and the integration tokens of {@code attune auth token} (cli.md §3.2, §4).
 */
@NullMarked
package io.attune.cli.identity;

import org.jspecify.annotations.NullMarked;
