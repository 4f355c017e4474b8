package io.attune.model.pack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of {@code runtimes/} (packs.md §3.8).
 *
 * @param aliases lower case
 * @param executionConfig empty for a runtime that starts files directly
 */
public record RuntimeDefinition(
        String ref,
        String name,
        @Nullable String description,
        List<String> aliases,
        ObjectNode distributions,
        @Nullable ObjectNode installation,
        ObjectNode executionConfig,
        List<Version> versions)
        implements ComponentDefinition {
    public RuntimeDefinition {
        aliases = List.copyOf(aliases);
        versions = List.copyOf(versions);
    }

    /**
     * One version of the runtime.
     *
     * @param executionConfig complete; replaces that of the runtime
     */
    public record Version(
            String version, boolean isDefault, ObjectNode distributions, ObjectNode executionConfig, ObjectNode meta) {}
}
