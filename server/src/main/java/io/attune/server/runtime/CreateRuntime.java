package io.attune.server.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.RuntimeSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body that makes a runtime. Fields that must be there are nullable only until {@link #check} was called. */
record CreateRuntime(
        @Nullable String ref,
        @Nullable String name,
        @Nullable String packRef,
        @Nullable String description,
        @Nullable JsonNode distributions,
        @Nullable JsonNode installation,
        @Nullable JsonNode executionConfig) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong, 400 if the ref is none */
    void check() {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .text("name", name, 1, 255)
                .optionalText("pack_ref", packRef, 1, 255)
                .optionalText("description", description, 1, Integer.MAX_VALUE);
        ComponentChecks.object(checks, "execution_config", executionConfig);
        RuntimeChecks.variables(checks, executionConfig);
        checks.done();
        ComponentChecks.runtimeRef(checkedRef());
    }

    String checkedRef() {
        return Objects.requireNonNull(ref, "check() comes first");
    }

    RuntimeSettings settings() {
        var nothing = JsonNodeFactory.instance.objectNode();
        return new RuntimeSettings(
                Objects.requireNonNull(name, "check() comes first"),
                description,
                Given.or(distributions, nothing),
                Given.json(installation),
                Given.or(executionConfig, nothing));
    }
}
