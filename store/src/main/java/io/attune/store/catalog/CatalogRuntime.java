package io.attune.store.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.RuntimeId;
import java.util.List;

/** A runtime, as placing and starting runs need it. */
public record CatalogRuntime(RuntimeId id, String ref, String name, List<String> aliases, JsonNode executionConfig) {}
