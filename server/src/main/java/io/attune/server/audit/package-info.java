/**
 * Who did what (security.md §5). {@link io.attune.server.audit.Audit} records in the transaction of the change it speaks of,
 * {@code RequestRecords} every request, {@link io.attune.server.audit.AuditSealing} chains all records so
 * that a later change shows, {@link io.attune.server.audit.AuditResource} answers.
 */
@NullMarked
package io.attune.server.audit;

import org.jspecify.annotations.NullMarked;
