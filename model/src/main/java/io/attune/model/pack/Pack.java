package io.attune.model.pack;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.tenant.Owner;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An installed pack (runtime.md §1.3).
 *
 * @param config the values set for {@code confSchema}
 * @param checksum of the pack's files; null for a pack that was created empty
 * @param installedBy null when the platform installed it or the identity is gone
 */
public record Pack(
        PackId id,
        Owner owner,
        String ref,
        String label,
        @Nullable String description,
        String version,
        JsonNode confSchema,
        JsonNode config,
        JsonNode meta,
        List<String> tags,
        List<String> runtimeDeps,
        List<String> dependencies,
        @Nullable String checksum,
        @Nullable IdentityId installedBy,
        Instant created,
        Instant updated) {
    public Pack {
        tags = List.copyOf(tags);
        runtimeDeps = List.copyOf(runtimeDeps);
        dependencies = List.copyOf(dependencies);
    }
}
