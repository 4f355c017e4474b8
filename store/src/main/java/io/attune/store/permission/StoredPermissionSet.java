package io.attune.store.permission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A permission set as stored.
 *
 * @param tenantId null for the sets of system packs
 * @param grants a JSON array of Grant (api-auth.md §3)
 * @param roles bound to it, as far as the transaction sees them
 */
public record StoredPermissionSet(
        long id,
        @Nullable Long tenantId,
        String ref,
        @Nullable String packRef,
        @Nullable String label,
        @Nullable String description,
        JsonNode grants,
        List<RoleBinding> roles) {}
