package io.attune.store.permission;

import io.attune.model.id.IdentityId;
import java.time.Instant;

/**
 * A role label given to an identity.
 *
 * @param managed whether an identity provider owns it; then nobody changes it by hand
 */
public record RoleAssignment(
        long id, IdentityId identity, String role, String source, boolean managed, Instant created, Instant updated) {}
