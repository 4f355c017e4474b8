package io.attune.model.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.EnforcementId;
import io.attune.model.id.EventId;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One rule firing for one event (runtime.md §1.3).
 *
 * @param rule null once the rule is deleted
 * @param event kept when the event is gone
 * @param config the parameters the rule made of the event, secrets replaced by markers
 * @param payload of the event
 * @param conditions of the rule at that time; all of them held
 * @param resolved when the outcome was fixed
 */
public record Enforcement(
        EnforcementId id,
        Owner owner,
        @Nullable RuleId rule,
        String ruleRef,
        String triggerRef,
        @Nullable EventId event,
        @Nullable JsonNode config,
        JsonNode payload,
        JsonNode conditions,
        EnforcementStatus status,
        Instant created,
        @Nullable Instant resolved) {}
