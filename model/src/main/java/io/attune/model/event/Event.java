package io.attune.model.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened; never changed (runtime.md §1.3).
 *
 * @param trigger null once the trigger is deleted
 * @param config where it came from
 * @param payload what happened; null when the source said nothing
 * @param source the sensor, if one emitted it
 * @param sourceRef the sensor's ref, or {@code webhook}, {@code manual}, {@code attune.system}
 * @param rule the rule it is addressed to; null when it is for every rule of the trigger
 * @param ruleRef kept when the rule is deleted
 */
public record Event(
        EventId id,
        Owner owner,
        @Nullable TriggerId trigger,
        String triggerRef,
        @Nullable JsonNode config,
        @Nullable JsonNode payload,
        @Nullable SensorId source,
        @Nullable String sourceRef,
        @Nullable RuleId rule,
        @Nullable String ruleRef,
        Instant created) {}
