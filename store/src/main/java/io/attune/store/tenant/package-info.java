/** Rows of {@code tenant}; written by the engine's role only. */
@NullMarked
package io.attune.store.tenant;

import org.jspecify.annotations.NullMarked;
