/**
 * What changed, told to every process (design.md §4, steps 4 and 7). {@link io.attune.store.change.Changes} announces inside a
 * transaction, {@link io.attune.store.change.ChangeFeed} listens. Only ids travel; who wants more reads the rows.
 */
@NullMarked
package io.attune.store.change;

import org.jspecify.annotations.NullMarked;
