package io.attune.store.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.PackId;
import io.attune.model.schema.FlatSchema;
import io.attune.model.tenant.Owner;

/** A pack, as rendering the parameters of its rules needs it. */
public record CatalogPack(PackId id, Owner owner, String ref, String version, FlatSchema confSchema, JsonNode config) {}
