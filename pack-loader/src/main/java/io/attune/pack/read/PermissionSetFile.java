package io.attune.pack.read;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.pack.PermissionSetDefinition;
import io.attune.pack.yaml.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a file of {@code permission_sets/} (packs.md §3.7). */
final class PermissionSetFile {
    private static final Set<String> RESOURCES = Set.of(
            "packs",
            "actions",
            "queues",
            "rules",
            "triggers",
            "executions",
            "events",
            "enforcements",
            "inquiries",
            "keys",
            "artifacts",
            "runtimes",
            "workers",
            "retention",
            "identities",
            "permissions",
            "audit_log");
    private static final Set<String> ACTIONS = Set.of(
            "read",
            "create",
            "install",
            "configure",
            "update",
            "delete",
            "execute",
            "cancel",
            "respond",
            "decrypt",
            "manage");

    private PermissionSetFile() {}

    static Optional<PermissionSetDefinition> read(Fields fields, PackScope pack, FileFindings findings) {
        String ref = Common.ref(fields, pack);
        var grants = JsonNodeFactory.instance.arrayNode();
        for (Fields grant : fields.each("grants")) {
            String resource = grant.required("resource").orElse("");
            if (!resource.isEmpty() && !RESOURCES.contains(resource)) {
                grant.error("resource", "'" + resource + "' is not one of " + list(RESOURCES), null);
            }
            List<String> actions = grant.texts("actions").orElse(List.of());
            if (actions.isEmpty() && !grant.has("actions")) {
                grant.error("actions", "is required", "list what the grant allows");
            }
            for (String action : actions) {
                if (!ACTIONS.contains(action)) {
                    grant.error("actions", "'" + action + "' is not one of " + list(ACTIONS), null);
                }
            }
            grant.inside("constraints").ifPresent(PermissionSetFile::checkConstraints);
            grant.refuseUnknown();
            grants.add(grant.json());
        }
        var set = new PermissionSetDefinition(
                ref,
                fields.text("label").orElse(null),
                fields.text("description").orElse(null),
                grants);
        fields.noteSlips();
        return findings.failed() ? Optional.empty() : Optional.of(set);
    }

    /** A constraint that nobody knows must not be skipped: the grant would allow more than was meant. */
    private static void checkConstraints(Fields constraints) {
        for (String name : List.of("pack_refs", "refs", "owner_types", "owner_refs", "visibility")) {
            var _ = constraints.texts(name);
        }
        checkIds(constraints);
        checkWord(constraints, "owner", Set.of("self", "any", "none"));
        checkWord(constraints, "execution_scope", Set.of("self", "descendants", "any"));
        var _ = constraints.flag("encrypted", false);
        var _ = constraints.object("attributes");
        constraints.refuseUnknown();
    }

    private static void checkIds(Fields constraints) {
        YamlNode ids = constraints.find("ids");
        boolean whole = ids == null
                || (ids instanceof YamlNode.Sequence sequence
                        && sequence.items().stream()
                                .allMatch(item -> item.json().canConvertToExactIntegral()
                                        && item.json().canConvertToLong()));
        if (!whole) {
            constraints.error("ids", "must be a list of whole numbers", null);
        }
    }

    private static void checkWord(Fields constraints, String name, Set<String> words) {
        constraints
                .text(name)
                .filter(word -> !words.contains(word))
                .ifPresent(word -> constraints.error(name, "'" + word + "' is not one of " + list(words), null));
    }

    private static String list(Set<String> words) {
        return String.join(", ", words.stream().sorted().toList());
    }
}
