package io.attune.server.pack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.Ref;
import io.attune.model.catalog.SemanticVersion;
import io.attune.model.pack.PackSettings;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body that makes an empty pack. Fields that must be there are nullable only until {@link #check} was called. */
record CreatePack(
        @Nullable String ref,
        @Nullable String label,
        @Nullable String version,
        @Nullable String description,
        @Nullable JsonNode confSchema,
        @Nullable JsonNode config,
        @Nullable JsonNode meta,
        @Nullable List<String> tags,
        @Nullable List<String> runtimeDeps,
        @Nullable List<String> dependencies,
        @Nullable Boolean isStandard) {
    private static final JsonNode EMPTY = JsonNodeFactory.instance.objectNode();

    /** @throws AttuneException 422 naming every field that is wrong, 400 if the ref is none */
    void check() {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .text("label", label, 1, 255)
                .text("version", version, 1, 50);
        version(checks, version);
        ComponentChecks.schema(checks, "conf_schema", confSchema);
        ComponentChecks.object(checks, "config", config);
        ComponentChecks.object(checks, "meta", meta);
        if (Given.json(config) != null) {
            PackConfigs.check(checks, Given.or(confSchema, EMPTY), Given.or(config, EMPTY));
        }
        checks.done();
        if (!Ref.isPack(checkedRef())) {
            throw AttuneException.badRequest("Invalid pack ref '" + ref
                    + "': expected lower-case letters, digits, '_' and '-', at least two characters, a letter first");
        }
    }

    static void version(FieldChecks checks, @Nullable String version) {
        if (version != null
                && !version.isEmpty()
                && SemanticVersion.parse(version).isEmpty()) {
            checks.finding("version", "'" + version + "' is not a version MAJOR.MINOR.PATCH such as 1.0.0");
        }
    }

    String checkedRef() {
        return Objects.requireNonNull(ref, "check() comes first");
    }

    PackSettings settings() {
        return new PackSettings(
                Objects.requireNonNull(label, "check() comes first"),
                description,
                Objects.requireNonNull(version, "check() comes first"),
                Given.or(confSchema, EMPTY),
                Given.or(config, EMPTY),
                Given.or(meta, EMPTY),
                Given.or(tags, List.of()),
                Given.or(runtimeDeps, List.of()),
                Given.or(dependencies, List.of()));
    }
}
