/**
 * {@code attune config} (cli.md §3.11).
 */
@NullMarked
package io.attune.cli.config;

import org.jspecify.annotations.NullMarked;
