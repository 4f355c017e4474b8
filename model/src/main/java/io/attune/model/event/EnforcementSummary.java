package io.attune.model.event;

import io.attune.model.id.EnforcementId;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An {@link Enforcement} in a list: everything but payload, parameters and conditions. */
public record EnforcementSummary(
        EnforcementId id,
        @Nullable RuleId rule,
        String ruleRef,
        String triggerRef,
        @Nullable EventId event,
        EnforcementStatus status,
        Instant created) {}
