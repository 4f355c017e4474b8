/**
 * Who did what: append only (security.md §5). {@link io.attune.store.audit.AuditStore} writes, {@link io.attune.store.audit.AuditReadStore}
 * reads; {@link io.attune.store.audit.ChainEntries} and {@link io.attune.store.audit.ChainStore} are the two sides of the hash chains that
 * show whether it was touched.
 */
@NullMarked
package io.attune.store.audit;

import org.jspecify.annotations.NullMarked;
