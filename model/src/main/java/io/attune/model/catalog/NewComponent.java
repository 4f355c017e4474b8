package io.attune.model.catalog;

import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.tenant.Owner;
import org.jspecify.annotations.Nullable;

/** A {@link Component} before the database gave it an id. */
public record NewComponent(
        Owner owner,
        @Nullable PackId pack,
        @Nullable String packRef,
        String ref,
        boolean adhoc,
        @Nullable IdentityId author) {}
