package io.attune.pack.read;

import io.attune.model.catalog.RuleUpdates;
import io.attune.model.pack.SensorDefinition;
import java.util.List;
import java.util.Optional;

/** Reads a file of {@code sensors/} (packs.md §3.4). */
final class SensorFile {
    private SensorFile() {}

    static Optional<SensorDefinition> read(Fields fields, PackScope pack, FileFindings findings) {
        String ref = Common.ref(fields, pack);
        String runner = Common.runner(fields, pack, "native");
        var sensor = new SensorDefinition(
                ref,
                Common.label(fields, ref),
                fields.text("description").orElse(null),
                fields.flag("enabled", true),
                runner,
                fields.versionConstraint("runtime_version").orElse(null),
                Common.entryPoint(fields, pack, runner, "sensors"),
                fields.textOrTexts("trigger_types", "trigger_type").orElse(List.of()).stream()
                        .map(pack::qualified)
                        .toList(),
                fields.schema("parameters"),
                fields.objectOrEmpty("config"),
                fields.word(RuleUpdates.class, "rule_updates").orElse(RuleUpdates.RESTART),
                Common.placement(fields),
                Common.retention(fields, "log"),
                Common.retention(fields, "artifact"));
        fields.ignore("poll_interval", "tags", "meta", "examples", "name");
        fields.noteSlips();
        return findings.failed() ? Optional.empty() : Optional.of(sensor);
    }
}
