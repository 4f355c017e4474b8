package io.attune.server.pack;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.pack.PackSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.attune.server.http.Patch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body that changes a pack; what is absent stays as it is. */
record UpdatePack(
        @Nullable String label,
        @Nullable Patch<String> description,
        @Nullable String version,
        @Nullable JsonNode confSchema,
        @Nullable JsonNode config,
        @Nullable JsonNode meta,
        @Nullable List<String> tags,
        @Nullable List<String> runtimeDeps,
        @Nullable List<String> dependencies,
        @Nullable Boolean isStandard) {
    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong */
    void check() {
        var checks = new FieldChecks().optionalText("label", label, 1, 255).optionalText("version", version, 1, 50);
        CreatePack.version(checks, version);
        ComponentChecks.schema(checks, "conf_schema", confSchema);
        ComponentChecks.object(checks, "config", config);
        ComponentChecks.object(checks, "meta", meta);
        checks.done();
    }

    /** @throws io.attune.server.http.AttuneException 422 if the new configuration does not fit its schema */
    PackSettings applyTo(PackSettings current) {
        JsonNode schema = Given.or(confSchema, current.confSchema());
        JsonNode values = Given.json(config) == null
                ? current.config()
                : PackConfigs.withStoredSecrets(schema, Given.or(config, current.config()), current.config());
        if (Given.json(config) != null) {
            var checks = new FieldChecks();
            PackConfigs.check(checks, schema, values);
            checks.done();
        }
        return new PackSettings(
                Given.or(label, current.label()),
                Patch.apply(description, current.description()),
                Given.or(version, current.version()),
                schema,
                values,
                Given.or(meta, current.meta()),
                Given.or(tags, current.tags()),
                Given.or(runtimeDeps, current.runtimeDeps()),
                Given.or(dependencies, current.dependencies()));
    }
}
