package io.attune.model.tenant;

import io.attune.model.id.TenantId;
import org.jspecify.annotations.Nullable;

/** Whose a row is (security.md §3.1): one tenant's, or the system's, which everybody may see and only operators change. */
public sealed interface Owner {
    /** Shipped with the platform; stored as a null tenant. */
    record Platform() implements Owner {}

    record Tenant(TenantId id) implements Owner {}

    /** The owner that a column of the database or a field of the API says. */
    static Owner ofTenantId(@Nullable Long tenantId) {
        return tenantId == null ? new Platform() : new Tenant(new TenantId(tenantId));
    }

    /** The form for the database and the API. */
    default @Nullable Long tenantId() {
        return switch (this) {
            case Platform _ -> null;
            case Tenant tenant -> tenant.id().value();
        };
    }

    default boolean isPlatform() {
        return this instanceof Platform;
    }
}
