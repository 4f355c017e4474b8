package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.DeclaredKeys;
import io.attune.engine.parameter.ParameterCheck;
import io.attune.engine.parameter.SecretFlow;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.expression.Template;
import io.attune.expression.Vocabulary;
import io.attune.model.catalog.ActionSettings;
import io.attune.model.schema.FlatSchema;
import io.attune.server.http.FieldChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of a rule's parameters when it is saved (api-catalog.md §8): what is wrong with them is told then, not when it fires. */
final class RuleParameters {
    private RuleParameters() {}

    /** They must be an object. */
    static void shape(FieldChecks checks, String field, @Nullable JsonNode parameters) {
        if (parameters != null && !parameters.isNull() && !parameters.isObject()) {
            checks.finding(field, "must be an object");
        }
    }

    /** Their templates must compile and start from names that exist. */
    static void templates(FieldChecks checks, String field, @Nullable JsonNode parameters) {
        if (parameters != null && parameters.isObject()) {
            for (var problem : Template.problems(parameters, Vocabulary.RULES)) {
                checks.finding(
                        problem.field().isEmpty() ? field : field + "." + problem.field(), problem.explanation());
            }
        }
    }

    /** They must fit the schema of the action or trigger that takes them; templates fit everywhere. */
    static void fit(FieldChecks checks, String field, @Nullable JsonNode schema, JsonNode parameters) {
        fit(checks, field, ParameterCheck.of(FlatSchema.of(schema)), parameters);
    }

    /** As {@link #fit}, for an action, whose run may get some of them from the key store. */
    static void fitAction(FieldChecks checks, String field, ActionSettings action, JsonNode parameters) {
        var schema = FlatSchema.of(action.paramSchema());
        fit(checks, field, ParameterCheck.of(schema, DeclaredKeys.of(schema, action.keys())), parameters);
    }

    /** A secret that the templates can reach may go only where the action declares one (security.md §4.3). */
    static void secrets(
            FieldChecks checks,
            String field,
            @Nullable JsonNode schema,
            JsonNode parameters,
            List<SecretOrigin> secrets) {
        var places = SecretFlow.of(Template.compile(parameters)).certainPlaces(secrets);
        for (var place : SecretFlow.undeclared(FlatSchema.of(schema), places)) {
            checks.finding(field + "." + String.join(".", place.segments()), SecretFlow.refusal(place));
        }
    }

    private static void fit(FieldChecks checks, String field, ParameterCheck check, JsonNode parameters) {
        if (parameters instanceof ObjectNode object) {
            for (var violation : check.checkTemplates(object).violations()) {
                checks.finding(
                        violation.parameter().isEmpty() ? field : field + "." + violation.parameter(),
                        violation.message());
            }
        }
    }
}
