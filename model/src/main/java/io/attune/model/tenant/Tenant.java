package io.attune.model.tenant;

import io.attune.model.id.TenantId;
import java.time.Instant;

/**
 * A team that shares nothing with the others (design.md D13).
 *
 * @param frozen whether it is suspended: nobody of it is let in, its webhooks and rules rest
 */
public record Tenant(TenantId id, String ref, String label, boolean frozen, Instant created, Instant updated) {}
