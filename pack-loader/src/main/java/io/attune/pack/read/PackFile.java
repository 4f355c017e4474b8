package io.attune.pack.read;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.Ref;
import io.attune.model.catalog.SemanticVersion;
import io.attune.model.pack.PackDefinition;
import java.util.List;
import java.util.Optional;

/** Reads {@code pack.yaml} (packs.md §3.1). */
final class PackFile {
    static final String NAME = "pack.yaml";

    private PackFile() {}

    static Optional<PackDefinition> read(Fields fields, FileFindings findings) {
        String ref = fields.required("ref").orElse("");
        if (!ref.isEmpty() && !Ref.isPack(ref)) {
            fields.error(
                    "ref",
                    "'" + ref + "' is not a pack ref",
                    "use lower-case letters, digits, '_' and '-', at least two characters, a letter first");
        }
        String version = fields.required("version").orElse("");
        if (!version.isEmpty() && SemanticVersion.parse(version).isEmpty()) {
            fields.error("version", "'" + version + "' is not a version", "write MAJOR.MINOR.PATCH, for example 1.0.0");
        }
        var pack = new PackDefinition(
                ref,
                fields.text("label", "name").filter(label -> !label.isBlank()).orElse(ref),
                fields.text("description").orElse(null),
                version,
                fields.flag("system", false),
                confSchema(fields),
                fields.objectOrEmpty("config"),
                fields.objectOrEmpty("meta", "metadata"),
                fields.texts("tags", "keywords").orElse(List.of()),
                fields.texts("runtime_deps").orElse(List.of()),
                fields.texts("dependencies").orElse(List.of()));
        fields.ignore("author", "email", "license", "homepage", "repository", "enabled", "python", "nodejs", "testing");
        fields.noteSlips();
        return findings.failed() ? Optional.empty() : Optional.of(pack);
    }

    private static ObjectNode confSchema(Fields fields) {
        var schema = fields.schema("conf_schema", "config_schema");
        return schema == null ? JsonNodeFactory.instance.objectNode() : schema;
    }
}
