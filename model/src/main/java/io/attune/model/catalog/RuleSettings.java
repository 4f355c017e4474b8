package io.attune.model.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.ActionId;
import io.attune.model.id.TriggerId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an author says of a rule (api-catalog.md §8, packs.md §3.5).
 *
 * @param action null once the action is deleted: the rule is kept and does nothing
 * @param trigger null once the trigger is deleted
 * @param conditions one of the shapes of expressions.md §8
 * @param permissionSetRefs null inherits those of the action, empty means that its runs get no token
 * @param misfirePolicy null for the default of the trigger
 */
public record RuleSettings(
        String label,
        @Nullable String description,
        @Nullable ActionId action,
        String actionRef,
        @Nullable TriggerId trigger,
        String triggerRef,
        JsonNode conditions,
        JsonNode actionParams,
        JsonNode triggerParams,
        @Nullable List<String> permissionSetRefs,
        @Nullable MisfirePolicy misfirePolicy,
        boolean notifyOnTrigger,
        boolean enabled) {
    public RuleSettings {
        permissionSetRefs = permissionSetRefs == null ? null : List.copyOf(permissionSetRefs);
    }

    public RuleSettings withEnabled(boolean nowEnabled) {
        return new RuleSettings(
                label,
                description,
                action,
                actionRef,
                trigger,
                triggerRef,
                conditions,
                actionParams,
                triggerParams,
                permissionSetRefs,
                misfirePolicy,
                notifyOnTrigger,
                nowEnabled);
    }
}
