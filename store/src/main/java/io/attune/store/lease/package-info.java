/** The queue of runnable work (design.md §5): {@link io.attune.store.lease.QueueStore} puts in, claims, gives back and removes. */
@NullMarked
package io.attune.store.lease;

import org.jspecify.annotations.NullMarked;
