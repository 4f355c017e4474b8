package io.attune.server.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.catalog.Rule;
import io.attune.server.timer.TimerView;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A rule with everything (api-catalog.md §8).
 *
 * @param action null once the action is deleted
 * @param timerState only of rules of timer triggers
 * @param criteria the text form of {@code conditions}; null for a list
 */
@Schema(name = "Rule")
record RuleView(
        long id,
        String ref,
        long pack,
        String packRef,
        String label,
        @Nullable String description,
        @Nullable Long action,
        String actionRef,
        @Nullable Long trigger,
        String triggerRef,
        JsonNode conditions,
        @Nullable String criteria,
        JsonNode actionParams,
        JsonNode triggerParams,
        @Nullable List<String> permissionSetRefs,
        @Nullable MisfirePolicy misfirePolicy,
        boolean notifyOnTrigger,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable TimerView timerState,

        boolean enabled,
        boolean isAdhoc,
        @Nullable Long ownerIdentity,
        Instant created,
        Instant updated) {

    /** A rule as lists show it. */
    @Schema(name = "RuleSummary")
    record Summary(
            long id,
            String ref,
            String packRef,
            String label,
            @Nullable String description,
            String actionRef,
            String triggerRef,
            JsonNode actionParams,
            JsonNode triggerParams,
            @Nullable List<String> permissionSetRefs,
            boolean enabled,
            Instant created,
            Instant updated) {
        static Summary of(Rule rule) {
            var component = rule.component();
            var settings = rule.settings();
            return new Summary(
                    component.id(),
                    component.ref(),
                    Objects.requireNonNull(component.packRef(), "a rule has a pack"),
                    settings.label(),
                    settings.description(),
                    settings.actionRef(),
                    settings.triggerRef(),
                    settings.actionParams(),
                    settings.triggerParams(),
                    settings.permissionSetRefs(),
                    settings.enabled(),
                    component.created(),
                    component.updated());
        }
    }

    static RuleView of(Rule rule, @Nullable TimerView timer) {
        var component = rule.component();
        var settings = rule.settings();
        var action = settings.action();
        var trigger = settings.trigger();
        var author = component.author();
        return new RuleView(
                component.id(),
                component.ref(),
                Objects.requireNonNull(component.pack(), "a rule has a pack").value(),
                Objects.requireNonNull(component.packRef(), "a rule has a pack"),
                settings.label(),
                settings.description(),
                action == null ? null : action.value(),
                settings.actionRef(),
                trigger == null ? null : trigger.value(),
                settings.triggerRef(),
                settings.conditions(),
                Conditions.criteria(settings.conditions()),
                settings.actionParams(),
                settings.triggerParams(),
                settings.permissionSetRefs(),
                settings.misfirePolicy(),
                settings.notifyOnTrigger(),
                timer,
                settings.enabled(),
                component.adhoc(),
                author == null ? null : author.value(),
                component.created(),
                component.updated());
    }
}
