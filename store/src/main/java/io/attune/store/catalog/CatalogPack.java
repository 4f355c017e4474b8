package io.attune.store.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.PackId;
import io.attune.model.schema.FlatSchema;
import io.attune.model.tenant.Owner;
import org.jspecify.annotations.Nullable;

/**
 * A pack, as rendering the parameters of its rules and starting its actions need it.
 *
 * @param checksum changes when its files change; null when it has none
 */
public record CatalogPack(
        PackId id,
        Owner owner,
        String ref,
        String version,
        FlatSchema confSchema,
        JsonNode config,
        @Nullable String checksum) {}
