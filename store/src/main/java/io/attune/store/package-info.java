/**
 * PostgreSQL behind Attune. {@link io.attune.store.Database} owns the connections, {@link io.attune.store.Transactions} is the only door
 * to them, one {@code …Store} per aggregate holds its SQL. Knows nothing of HTTP.
 *
 * <p>Locks are taken in this order: catalog_version, sensor_version, timer, workflow, execution, inquiry, queue, and always last the groups of
 * admission ({@link io.attune.store.Tx#closing}); what is written after them ({@link io.attune.store.Tx#writeLast}) is new, or locked before, or
 * nobody's who waits for another. A change of a rule locks its row first; whoever holds the version for share takes timers only where nobody
 * waits for them (skip locked).
 */
@NullMarked
package io.attune.store;

import org.jspecify.annotations.NullMarked;
