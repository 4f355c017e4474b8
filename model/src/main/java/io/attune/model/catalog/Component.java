package io.attune.model.catalog;

import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.tenant.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every part of the catalogue has: who it is and whose (runtime.md §1.1, §1.3). Permission checks look at nothing else.
 *
 * @param id of the row, within its kind of component
 * @param pack null for components that belong to no pack
 * @param adhoc made through the API rather than by a file of the pack
 * @param author who made it; only rules know it
 */
public record Component(
        long id,
        Owner owner,
        @Nullable PackId pack,
        @Nullable String packRef,
        String ref,
        boolean adhoc,
        @Nullable IdentityId author,
        Instant created,
        Instant updated) {}
