package io.attune.store.permission;

import io.attune.model.id.IdentityId;
import java.time.Instant;

/** A permission set given to an identity directly. */
public record Assignment(
        long id, IdentityId identity, long permissionSetId, String permissionSetRef, Instant created) {}
