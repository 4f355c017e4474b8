package io.attune.server.rule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.Action;
import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.catalog.RuleSettings;
import io.attune.model.catalog.Trigger;
import io.attune.server.component.ComponentChecks;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body that makes a rule. Fields that must be there are nullable only until {@link #check} was called. */
record CreateRule(
        @Nullable String ref,
        @Nullable String packRef,
        @Nullable String label,
        @Nullable String actionRef,
        @Nullable String triggerRef,
        @Nullable String description,
        @Nullable JsonNode conditions,
        @Nullable String criteria,
        @Nullable JsonNode actionParams,
        @Nullable JsonNode triggerParams,
        @Nullable List<String> permissionSetRefs,
        @Nullable MisfirePolicy misfirePolicy,
        @Nullable Boolean notifyOnTrigger,
        @Nullable Boolean enabled) {

    /** @throws io.attune.server.http.AttuneException 422 naming every field that is wrong, 400 if the ref is none */
    void check() {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .text("pack_ref", packRef, 1, 255)
                .text("label", label, 1, 255)
                .text("action_ref", actionRef, 1, 255)
                .text("trigger_ref", triggerRef, 1, 255);
        Conditions.check(checks, conditions, criteria);
        RuleParameters.shape(checks, "action_params", actionParams);
        RuleParameters.shape(checks, "trigger_params", triggerParams);
        RuleParameters.templates(checks, "action_params", actionParams);
        checks.done();
        ComponentChecks.componentRef(checkedRef());
    }

    String checkedRef() {
        return required(ref);
    }

    String checkedPackRef() {
        return required(packRef);
    }

    String checkedActionRef() {
        return required(actionRef);
    }

    String checkedTriggerRef() {
        return required(triggerRef);
    }

    RuleSettings settings(Action action, Trigger trigger) {
        var nothing = JsonNodeFactory.instance.objectNode();
        return new RuleSettings(
                required(label),
                description,
                action.id(),
                action.ref(),
                trigger.id(),
                trigger.ref(),
                Given.or(Conditions.given(conditions, criteria), nothing),
                Given.or(actionParams, nothing),
                Given.or(triggerParams, nothing),
                permissionSetRefs,
                misfirePolicy,
                Given.or(notifyOnTrigger, false),
                Given.or(enabled, true));
    }

    private static String required(@Nullable String field) {
        return Objects.requireNonNull(field, "check() comes first");
    }
}
