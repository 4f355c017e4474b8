package io.attune.pack.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.Ref;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetentionPolicy;
import java.util.Locale;
import java.util.Set;

/** Fields that several kinds of components have. */
final class Common {
    private static final Set<String> TOLERATION_OPERATORS = Set.of("equal", "exists");
    private static final Set<String> TAINT_EFFECTS = Set.of("no_schedule", "prefer_no_schedule");

    private Common() {}

    /** The component's own ref: {@code ref}, or {@code name} in its place; a short one is completed (packs.md §2). */
    static String ref(Fields fields, PackScope pack) {
        String given = fields.text("ref", "name").orElse("").strip();
        if (given.isEmpty()) {
            if (!fields.has("ref")) {
                fields.error("ref", "is required", "add a line 'ref: " + pack.ref() + ".<name>'");
            }
            return "";
        }
        String ref = pack.qualified(given);
        if (!Ref.packOf(ref).equals(pack.ref())) {
            fields.error(
                    "ref",
                    "'" + given + "' belongs to pack '" + Ref.packOf(ref) + "'",
                    "components of this pack begin with '" + pack.ref() + ".'");
        } else if (!Ref.isComponent(ref)) {
            fields.error(
                    "ref",
                    "'" + given + "' is not a ref",
                    "write " + pack.ref() + ".<name> with lower-case letters, digits, '_' and '-', a letter first");
        }
        return ref;
    }

    static String label(Fields fields, String ref) {
        return fields.text("label").filter(label -> !label.isBlank()).orElseGet(() -> labelOf(ref));
    }

    /** The last segment of the ref, its words capitalized. */
    static String labelOf(String ref) {
        var label = new StringBuilder();
        for (String word : ref.substring(ref.lastIndexOf('.') + 1).split("_", -1)) {
            if (!word.isEmpty()) {
                label.append(label.isEmpty() ? "" : " ")
                        .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(word.substring(1));
            }
        }
        return label.toString();
    }

    static Retention retention(Fields fields, String kind) {
        return new Retention(
                fields.word(RetentionPolicy.class, kind + "_retention_policy").orElse(null),
                fields.number(kind + "_retention_limit", 1).orElse(null));
    }

    static Placement placement(Fields fields) {
        JsonNode selector = fields.objectOrEmpty("worker_selector");
        selector.forEachEntry((label, value) -> {
            if (label.isBlank() || !value.isTextual() || value.textValue().isBlank()) {
                fields.error("worker_selector", "'" + label + "' must have a text that is not blank", null);
            }
        });
        var tolerations = JsonNodeFactory.instance.arrayNode();
        for (Fields toleration : fields.each("worker_tolerations")) {
            toleration.required("key");
            oneOf(toleration, "operator", TOLERATION_OPERATORS);
            oneOf(toleration, "effect", TAINT_EFFECTS);
            toleration.text("value");
            tolerations.add(toleration.json());
        }
        return new Placement(selector, tolerations, fields.objectOrEmpty("worker_affinity"));
    }

    private static void oneOf(Fields fields, String name, Set<String> words) {
        fields.text(name).filter(word -> !words.contains(word)).ifPresent(word -> {
            var sorted = words.stream().sorted().toList();
            fields.error(name, "'" + word + "' is not one of " + String.join(", ", sorted), null);
        });
    }

    /** The runtime that {@code runner_type} names; what only system packs may use is refused to others (packs.md §8.1). */
    static String runner(Fields fields, PackScope pack, String otherwise) {
        String runtime = Runners.runtimeOf(fields.text("runner_type").orElse(otherwise));
        if (runtime.equals(Runners.INTERNAL) && !pack.system()) {
            fields.error(
                    "runner_type",
                    "'internal' is for packs shipped with the platform",
                    "use shell, python, nodejs, native or http");
        }
        return runtime;
    }

    /** The file to start, below {@code directory} of the pack. */
    static String entryPoint(Fields fields, PackScope pack, String runtime, String directory) {
        String path = fields.text("entry_point").orElse("");
        if (!Runners.startsFile(runtime)) {
            return path;
        }
        if (path.isBlank()) {
            fields.note("entry_point", "is missing: it cannot be started", "name a file under " + directory + "/");
        } else if (!PackScope.isInside(path)) {
            fields.error(
                    "entry_point", "'" + path + "' leaves the directory " + directory + "/", "give a path below it");
        } else if (!pack.hasFile(directory + "/" + path)) {
            fields.note(
                    "entry_point",
                    directory + "/" + path + " does not exist in the pack",
                    "add the file or correct the name");
        } else if (runtime.equals(Runners.NATIVE) && !pack.isExecutable(directory + "/" + path)) {
            fields.note("entry_point", directory + "/" + path + " is not executable", "run chmod +x on it");
        }
        return path;
    }
}
