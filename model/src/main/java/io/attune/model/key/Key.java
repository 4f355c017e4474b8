package io.attune.model.key;

import io.attune.model.id.KeyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key without its value.
 *
 * @param ref unique within the tenant
 * @param name unique within the owner; what an action declares to get it
 * @param encrypted whether the value is a secret: reading it needs {@code keys:decrypt}, and it is masked. Stored encrypted are all values
 * @param expiresAt from then on it is absent everywhere; null for never
 */
public record Key(
        KeyId id,
        String ref,
        KeyOwner owner,
        String name,
        boolean encrypted,
        @Nullable Instant expiresAt,
        Instant created,
        Instant updated) {}
