package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What an author says of a runtime (api-catalog.md §4, packs.md §3.8).
 *
 * @param distributions how its presence is verified
 * @param executionConfig how it is started (runtime.md §1.3)
 */
public record RuntimeSettings(
        String name,
        @Nullable String description,
        JsonNode distributions,
        @Nullable JsonNode installation,
        JsonNode executionConfig) {}
