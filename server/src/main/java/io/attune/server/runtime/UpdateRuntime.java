package io.attune.server.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.RuntimeSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.attune.server.http.Patch;
import org.jspecify.annotations.Nullable;

/** The body that changes a runtime; what is absent stays as it is. */
record UpdateRuntime(
        @Nullable String name,
        @Nullable Patch<String> description,
        @Nullable JsonNode distributions,
        @Nullable Patch<JsonNode> installation,
        @Nullable JsonNode executionConfig) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong */
    void check() {
        var checks = new FieldChecks()
                .optionalText("name", name, 1, 255)
                .optionalText("description", Patch.valueOf(description), 1, Integer.MAX_VALUE);
        ComponentChecks.object(checks, "execution_config", executionConfig);
        RuntimeChecks.variables(checks, executionConfig);
        checks.done();
    }

    RuntimeSettings applyTo(RuntimeSettings current) {
        return new RuntimeSettings(
                Given.or(name, current.name()),
                Patch.apply(description, current.description()),
                Given.or(distributions, current.distributions()),
                Given.json(Patch.apply(installation, current.installation())),
                Given.or(executionConfig, current.executionConfig()));
    }
}
