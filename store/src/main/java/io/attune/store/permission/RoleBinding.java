package io.attune.store.permission;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A role label bound to a permission set.
 *
 * @param tenantId null when an operator bound it for all tenants
 */
public record RoleBinding(
        long id,
        @Nullable Long tenantId,
        long permissionSetId,
        String permissionSetRef,
        String role,
        Instant created) {}
