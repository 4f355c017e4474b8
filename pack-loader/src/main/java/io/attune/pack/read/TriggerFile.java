package io.attune.pack.read;

import io.attune.model.pack.TriggerDefinition;
import java.util.Optional;

/** Reads a file of {@code triggers/} (packs.md §3.3). */
final class TriggerFile {
    private TriggerFile() {}

    static Optional<TriggerDefinition> read(Fields fields, PackScope pack, FileFindings findings) {
        String ref = Common.ref(fields, pack);
        var trigger = new TriggerDefinition(
                ref,
                Common.label(fields, ref),
                fields.text("description").orElse(null),
                fields.flag("enabled", true),
                fields.schema("parameters"),
                fields.schema("output"),
                fields.flag("validate_payload", false));
        fields.ignore("type", "tags", "examples", "name");
        fields.noteSlips();
        return findings.failed() ? Optional.empty() : Optional.of(trigger);
    }
}
