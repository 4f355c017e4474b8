package io.attune.pack.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.Ref;
import io.attune.model.execution.EnvironmentNames;
import io.attune.model.pack.RuntimeDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads a file of {@code runtimes/} (packs.md §3.8). */
final class RuntimeFile {
    private RuntimeFile() {}

    static Optional<RuntimeDefinition> read(Fields fields, PackScope pack, FileFindings findings) {
        String ref = fields.required("ref").map(pack::qualified).orElse("");
        if (!ref.isEmpty() && (!Ref.isRuntime(ref) || !Ref.packOf(ref).equals(pack.ref()))) {
            fields.error(
                    "ref",
                    "'" + ref + "' is not the ref of a runtime of this pack",
                    "begin it with '" + pack.ref() + ".'");
        }
        var runtime = new RuntimeDefinition(
                ref,
                fields.text("name").orElse(Ref.nameOf(ref)),
                fields.text("description").orElse(null),
                fields.texts("aliases").orElse(List.of()).stream()
                        .map(alias -> alias.toLowerCase(Locale.ROOT))
                        .toList(),
                fields.objectOrEmpty("distributions"),
                fields.object("installation").orElse(null),
                executionConfig(fields),
                versions(fields));
        fields.ignore("label", "enabled", "tags", "meta");
        fields.noteSlips();
        return findings.failed() ? Optional.empty() : Optional.of(runtime);
    }

    private static List<RuntimeDefinition.Version> versions(Fields fields) {
        List<RuntimeDefinition.Version> versions = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        boolean hasDefault = false;
        for (Fields entry : fields.each("versions")) {
            String version = entry.required("version").orElse("");
            boolean isDefault = entry.flag("is_default", false);
            if (!version.isEmpty() && !seen.add(version)) {
                entry.error("version", "'" + version + "' is listed twice", null);
            }
            if (isDefault && hasDefault) {
                entry.error("is_default", "another version is the default already", null);
            }
            hasDefault |= isDefault;
            versions.add(new RuntimeDefinition.Version(
                    version,
                    isDefault,
                    entry.objectOrEmpty("distributions"),
                    executionConfig(entry),
                    entry.objectOrEmpty("meta")));
        }
        return versions;
    }

    /** packs.md §8.2: what is needed to start a file must have the right form, the rest is passed on. */
    private static ObjectNode executionConfig(Fields fields) {
        fields.inside("execution_config").ifPresent(config -> {
            config.inside("interpreter").ifPresent(interpreter -> {
                var _ = interpreter.text("binary");
                var _ = interpreter.texts("args");
                var _ = interpreter.text("file_extension");
            });
            config.inside("environment").ifPresent(environment -> {
                var _ = environment.texts("create_command");
                var _ = environment.text("interpreter_path");
            });
            config.inside("dependencies").ifPresent(dependencies -> {
                dependencies.required("manifest_file");
                var _ = dependencies.texts("install_command");
            });
            config.inside("env_vars")
                    .ifPresent(variables -> variables
                            .json()
                            .fieldNames()
                            .forEachRemaining(name -> EnvironmentNames.declarationProblem(name)
                                    .ifPresent(problem -> variables.error(name, problem, null))));
        });
        return fields.objectOrEmpty("execution_config");
    }
}
