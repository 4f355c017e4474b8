package io.attune.model.pack;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code permission_sets/} (packs.md §3.7).
 *
 * @param grants a list of {@code {resource, actions, constraints?}}
 */
public record PermissionSetDefinition(
        String ref, @Nullable String label, @Nullable String description, JsonNode grants)
        implements ComponentDefinition {}
