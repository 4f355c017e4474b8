package io.attune.model.tenant;

import io.attune.model.id.TenantId;

/** Whose a row is (security.md §3.1): one tenant's, or the system's, which everybody may see and only operators change. */
public sealed interface Owner {
    /** Shipped with the platform; stored as a null tenant. */
    record Platform() implements Owner {}

    record Tenant(TenantId id) implements Owner {}
}
