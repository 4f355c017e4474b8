/**
 * {@code attune auth} (cli.md §3.2).
 */
@NullMarked
package io.attune.cli.auth;

import org.jspecify.annotations.NullMarked;
