package io.attune.store.secret;

import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretPlace;

/** A value that was put away, not opened yet. */
public record SealedSecret(TenantId tenant, SecretHolder holder, long entity, SecretPlace place, String sealed) {}
