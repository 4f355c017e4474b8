package io.attune.pack.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.pack.RuleDefinition;
import io.attune.pack.yaml.YamlNode;
import java.util.Optional;

/** Reads a file of {@code rules/} (packs.md §3.5). */
final class RuleFile {
    private RuleFile() {}

    static Optional<RuleDefinition> read(Fields fields, PackScope pack, FileFindings findings) {
        String ref = Common.ref(fields, pack);
        var rule = new RuleDefinition(
                ref,
                Common.label(fields, ref),
                fields.text("description").orElse(null),
                fields.required("trigger_ref").map(pack::qualified).orElse(""),
                fields.required("action_ref").map(pack::qualified).orElse(""),
                fields.flag("enabled", true),
                conditions(fields),
                templates(fields, "action_params"),
                fields.objectOrEmpty("trigger_params"),
                fields.word(MisfirePolicy.class, "misfire_policy").orElse(null),
                fields.flag("notify_on_trigger", false),
                fields.textOrTexts("permission_set_refs", "permission_set_ref").orElse(null));
        fields.ignore("tags", "meta", "examples", "name");
        fields.noteSlips();
        return findings.failed() ? Optional.empty() : Optional.of(rule);
    }

    private static JsonNode conditions(Fields fields) {
        Optional<String> criteria = fields.text("criteria");
        YamlNode written = fields.find("conditions");
        if (criteria.isPresent() && written != null) {
            fields.error("criteria", "and 'conditions' are two ways to say the same", "keep one of them");
        }
        JsonNode conditions = criteria.isPresent()
                ? JsonNodeFactory.instance.objectNode().put("expression", criteria.get())
                : written == null ? JsonNodeFactory.instance.objectNode() : written.json();
        String field = criteria.isPresent() ? "criteria" : "conditions";
        Expressions.conditionsProblem(conditions).ifPresent(problem -> fields.error(field, problem, null));
        Expressions.unknownNames(conditions)
                .forEach(slip -> fields.note(field, slip.message(), slip.hint().orElse(null)));
        return conditions;
    }

    static ObjectNode templates(Fields fields, String name) {
        ObjectNode templates = fields.objectOrEmpty(name);
        for (var problem : Expressions.templateProblems(templates)) {
            fields.errorAt(
                    name, problem.field(), problem.message(), problem.hint().orElse(null));
        }
        return templates;
    }
}
