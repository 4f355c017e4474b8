package io.attune.server.timer;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.catalog.Rule;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What fires when: a rule with its timer. */
@Schema(name = "Schedule")
record ScheduleView(
        long rule,
        String ruleRef,
        @Nullable String packRef,
        String label,
        String triggerRef,
        JsonNode triggerParams,
        String actionRef,
        boolean enabled,
        @Nullable MisfirePolicy misfirePolicy,
        @Nullable TimerView timerState) {
    static ScheduleView of(Rule rule, @Nullable TimerView timer) {
        var settings = rule.settings();
        return new ScheduleView(
                rule.component().id(),
                rule.ref(),
                rule.component().packRef(),
                settings.label(),
                settings.triggerRef(),
                settings.triggerParams(),
                settings.actionRef(),
                settings.enabled(),
                settings.misfirePolicy(),
                timer);
    }
}
