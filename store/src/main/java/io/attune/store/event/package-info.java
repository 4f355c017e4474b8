/**
 * Events, what rules made of them, and what was delivered before (runtime.md §2). {@link io.attune.store.event.EventStore},
 * {@link io.attune.store.event.EnforcementStore}. The writing half is for ingest: many rows in one statement.
 */
@NullMarked
package io.attune.store.event;

import org.jspecify.annotations.NullMarked;
