package io.attune.pack.read;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.BatchMode;
import io.attune.model.catalog.UpdateStrategy;
import io.attune.model.pack.QueueDefinition;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a file of {@code queues/} strictly: an unknown field is an error (packs.md §3.6). */
final class QueueFile {
    private static final Pattern REF = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z0-9_-]+)*");
    private static final Set<String> SOURCES = Set.of("literal", "pack_config", "keystore");

    private QueueFile() {}

    static Optional<QueueDefinition> read(Fields fields, PackScope pack, FileFindings findings) {
        String ref = fields.required("ref").orElse("");
        if (!ref.isEmpty() && !REF.matcher(ref).matches()) {
            fields.error("ref", "'" + ref + "' is not the ref of a queue", "write lower-case segments joined by dots");
        } else if (ref.indexOf('.') >= 0 && !ref.startsWith(pack.ref() + ".")) {
            fields.error("ref", "'" + ref + "' belongs to another pack", "begin it with '" + pack.ref() + ".'");
        }
        Optional<String> description = fields.text("description");
        if (description.filter(String::isBlank).isPresent()) {
            fields.error("description", "must not be blank", "remove the field or write something");
        }
        var queue = new QueueDefinition(
                ref,
                fields.required("label").orElse(""),
                description.orElse(null),
                fields.flag("enabled", true),
                fields.flag("accepting_new_items", true),
                fields.required("dispatch_action").map(pack::qualified).orElse(""),
                fields.number("default_priority", Integer.MIN_VALUE).orElse(0),
                fields.flag("allow_pending_update", false),
                fields.word(UpdateStrategy.class, "update_strategy").orElse(UpdateStrategy.REPLACE),
                fields.word(BatchMode.class, "batch_mode").orElse(BatchMode.SINGLE),
                orEmpty(fields),
                RuleFile.templates(fields, "action_params"),
                fields.textOrTexts("permission_set_refs").orElse(null),
                config(fields));
        fields.refuseUnknown();
        return findings.failed() ? Optional.empty() : Optional.of(queue);
    }

    private static ObjectNode orEmpty(Fields fields) {
        ObjectNode schema = fields.schema("item_schema");
        return schema == null ? JsonNodeFactory.instance.objectNode() : schema;
    }

    private static ObjectNode config(Fields fields) {
        fields.inside("config").ifPresent(config -> {
            config.inside("dispatch").ifPresent(QueueFile::checkDispatch);
            config.inside("ack_contract").ifPresent(contract -> {
                var _ = contract.number("version", 1);
                contract.refuseUnknown();
            });
            config.refuseUnknown();
        });
        return fields.objectOrEmpty("config");
    }

    private static void checkDispatch(Fields dispatch) {
        dispatch.inside("concurrency").ifPresent(QueueFile::checkTunable);
        dispatch.inside("batch_size").ifPresent(QueueFile::checkTunable);
        var _ = dispatch.number("retry_limit", 0);
        var _ = dispatch.number("inter_execution_delay_seconds", 0);
        dispatch.inside("coalescing").ifPresent(coalescing -> {
            boolean enabled = coalescing.flag("enabled", false);
            if (coalescing.text("group_by_path").isEmpty() && enabled) {
                coalescing.error("group_by_path", "is required while coalescing is enabled", null);
            }
            var _ = coalescing.flag("across_priorities", false);
            coalescing.refuseUnknown();
        });
        dispatch.refuseUnknown();
    }

    private static void checkTunable(Fields tunable) {
        String source = tunable.required("source").orElse("literal");
        if (!SOURCES.contains(source)) {
            tunable.error("source", "'" + source + "' is not one of keystore, literal, pack_config", null);
        }
        switch (source) {
            case "pack_config" -> tunable.required("path");
            case "keystore" -> tunable.required("key_ref");
            default -> {
                if (!tunable.has("value")) {
                    tunable.error("value", "is required for source 'literal'", null);
                }
            }
        }
        tunable.ignore("value", "path", "key_ref", "fallback");
        tunable.refuseUnknown();
    }
}
