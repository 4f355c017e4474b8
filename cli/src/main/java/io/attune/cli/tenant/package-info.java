/**
 * {@code attune tenant} (api.md §7).
 */
@NullMarked
package io.attune.cli.tenant;

import org.jspecify.annotations.NullMarked;
