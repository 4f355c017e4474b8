package io.attune.store.audit;

import java.time.Instant;

/** A record of the audit log as it was written. */
public record AuditEvent(long id, Instant created, AuditEntry entry) {}
