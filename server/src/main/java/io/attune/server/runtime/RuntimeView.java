package io.attune.server.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.RuntimeComponent;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A runtime with everything (api-catalog.md §4). */
@Schema(name = "Runtime")
record RuntimeView(
        long id,
        String ref,
        @Nullable Long pack,
        @Nullable String packRef,
        @Nullable String description,
        String name,
        JsonNode distributions,
        @Nullable JsonNode installation,
        JsonNode executionConfig,
        Instant created,
        Instant updated) {

    /** A runtime as lists show it. */
    @Schema(name = "RuntimeSummary")
    record Summary(
            long id,
            String ref,
            @Nullable String packRef,
            @Nullable String description,
            String name,
            Instant created,
            Instant updated) {
        static Summary of(RuntimeComponent runtime) {
            var component = runtime.component();
            return new Summary(
                    component.id(),
                    component.ref(),
                    component.packRef(),
                    runtime.settings().description(),
                    runtime.settings().name(),
                    component.created(),
                    component.updated());
        }
    }

    static RuntimeView of(RuntimeComponent runtime) {
        var component = runtime.component();
        var settings = runtime.settings();
        var pack = component.pack();
        return new RuntimeView(
                component.id(),
                component.ref(),
                pack == null ? null : pack.value(),
                component.packRef(),
                settings.description(),
                settings.name(),
                settings.distributions(),
                settings.installation(),
                settings.executionConfig(),
                component.created(),
                component.updated());
    }
}
