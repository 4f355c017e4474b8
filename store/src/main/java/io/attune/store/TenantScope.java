package io.attune.store;

import io.attune.model.id.TenantId;

/**
 * Whose rows an API transaction sees.
 *
 * @param operator whether it may also change the rows of the system
 */
public record TenantScope(TenantId tenant, boolean operator) {}
