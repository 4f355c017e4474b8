package io.attune.model.pack;

import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.tenant.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An installed pack (runtime.md §1.3).
 *
 * @param checksum of the pack's files; null for a pack that was created empty
 * @param installedBy null when the platform installed it or the identity is gone
 */
public record Pack(
        PackId id,
        Owner owner,
        String ref,
        PackSettings settings,
        @Nullable String checksum,
        @Nullable IdentityId installedBy,
        Instant created,
        Instant updated) {}
