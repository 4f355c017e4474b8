package io.attune.store.timer;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.Rule;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says about its timer.
 *
 * @param triggerRef null once the trigger is deleted
 */
public record TimedRule(RuleId id, Owner owner, @Nullable String triggerRef, JsonNode parameters, boolean enabled) {
    public static TimedRule of(Rule rule) {
        var settings = rule.settings();
        return new TimedRule(
                rule.id(),
                rule.component().owner(),
                settings.trigger() == null ? null : settings.triggerRef(),
                settings.triggerParams(),
                settings.enabled());
    }
}
