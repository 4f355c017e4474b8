package io.attune.model.event;

import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TriggerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An {@link Event} in a list: everything but what it carries. */
public record EventSummary(
        EventId id,
        @Nullable TriggerId trigger,
        String triggerRef,
        @Nullable SensorId source,
        @Nullable String sourceRef,
        @Nullable RuleId rule,
        @Nullable String ruleRef,
        boolean hasPayload,
        Instant created) {}
