package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Action;
import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.catalog.RuleSettings;
import io.attune.model.catalog.Trigger;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body that changes a rule; what is absent stays as it is.
 *
 * @param permissionSetRefs tri-state: null resets to those of the action, a list sets (api.md §1.6)
 */
record UpdateRule(
        @Nullable String label,
        @Nullable String description,
        @Nullable String actionRef,
        @Nullable String triggerRef,
        @Nullable JsonNode conditions,
        @Nullable String criteria,
        @Nullable JsonNode actionParams,
        @Nullable JsonNode triggerParams,

        @Schema(type = SchemaType.ARRAY, implementation = String.class, nullable = true) @Nullable
        JsonNode permissionSetRefs,

        @Nullable MisfirePolicy misfirePolicy,
        @Nullable Boolean notifyOnTrigger,
        @Nullable Boolean enabled) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong */
    void check() {
        var checks = new FieldChecks()
                .optionalText("label", label, 1, 255)
                .optionalText("action_ref", actionRef, 1, 255)
                .optionalText("trigger_ref", triggerRef, 1, 255);
        Conditions.check(checks, conditions, criteria);
        RuleParameters.shape(checks, "action_params", actionParams);
        RuleParameters.shape(checks, "trigger_params", triggerParams);
        RuleParameters.templates(checks, "action_params", actionParams);
        if (permissionSetRefs != null && !permissionSetRefs.isNull() && !isTexts(permissionSetRefs)) {
            checks.finding("permission_set_refs", "must be an array of strings or null");
        }
        checks.done();
    }

    private static boolean isTexts(JsonNode value) {
        if (!value.isArray()) {
            return false;
        }
        for (var element : value) {
            if (!element.isTextual()) {
                return false;
            }
        }
        return true;
    }

    boolean changesAction() {
        return Given.json(actionParams) != null || actionRef != null;
    }

    boolean changesTrigger() {
        return Given.json(triggerParams) != null || triggerRef != null;
    }

    /** Whether another action, or the same one otherwise or at other times, acts with the rule's permission sets. */
    boolean changesWhatRuns() {
        return changesAction()
                || changesTrigger()
                || Conditions.given(conditions, criteria) != null
                || permissionSetRefs != null;
    }

    RuleSettings applyTo(RuleSettings current, Action action, Trigger trigger) {
        return new RuleSettings(
                Given.or(label, current.label()),
                Given.orNull(description, current.description()),
                action.id(),
                action.ref(),
                trigger.id(),
                trigger.ref(),
                Given.or(Conditions.given(conditions, criteria), current.conditions()),
                Given.or(actionParams, current.actionParams()),
                Given.or(triggerParams, current.triggerParams()),
                permissionSets(current.permissionSetRefs()),
                Given.orNull(misfirePolicy, current.misfirePolicy()),
                Given.or(notifyOnTrigger, current.notifyOnTrigger()),
                Given.or(enabled, current.enabled()));
    }

    private @Nullable List<String> permissionSets(@Nullable List<String> current) {
        if (permissionSetRefs == null) {
            return current;
        }
        if (permissionSetRefs.isNull()) {
            return null;
        }
        var refs = new ArrayList<String>();
        permissionSetRefs.forEach(ref -> refs.add(ref.textValue()));
        return refs;
    }
}
